package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads the rows of one part over one connection, and believes nothing but the server's counts. */
final class RowLoader {

  private final Link link;
  private final Table table;
  private final boolean localInfile;
  private final OperationContext context;

  RowLoader(Link link, Table table, boolean localInfile, OperationContext context) {
    this.link = link;
    this.table = table;
    this.localInfile = localInfile;
    this.context = context;
  }

  /** Returns how many rows were loaded. */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  long load(InputStream in) throws DialectException, IOException {
    RowLines lines = new RowLines(in, table.columns());
    boolean done = false;
    try (CancellationToken.Registration listening = link.listen(context)) {
      long loaded = localInfile ? send(lines) : new RowInserter(link, table).insert(lines);
      lines.throwFailure();
      verify(lines, loaded);
      done = true;
      return loaded;
    } catch (SQLException e) {
      lines.throwFailure();
      throw link.failure("Loading rows of the table '" + table.name() + "'", e, context);
    } finally {
      if (!done) {
        link.abort();
      }
    }
  }

  private long send(RowLines lines) throws SQLException, DialectException, IOException {
    try (Statement statement = link.statement()) {
      link.driver().localInfile(link, statement, lines);
      long loaded;
      try {
        loaded = statement.executeLargeUpdate(statement());
      } finally {
        link.driver().endLocalInfile(link);
      }
      lines.throwFailure();
      LoadWarnings.check(link, table, lines.strayEnums());
      return loaded;
    }
  }

  String statement() {
    List<String> targets = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    for (Column column : table.columns()) {
      String variable = "@v" + targets.size();
      Optional<String> made = column.loaded(variable);
      made.ifPresent(value -> settings.add(Sql.name(column.name()) + " = " + value));
      targets.add(made.isPresent() ? variable : Sql.name(column.name()));
    }
    if (targets.isEmpty()) {
      targets.add("@v0");
    }
    return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE "
        + Sql.name(table.name())
        + " CHARACTER SET binary FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ("
        + String.join(", ", targets)
        + ")"
        + (settings.isEmpty() ? "" : " SET " + String.join(", ", settings));
  }

  private void verify(RowLines lines, long loaded) throws DialectException {
    if (loaded != lines.rows() || !lines.isWhole()) {
      throw new DialectException(
          Reason.DATA,
          "%d rows were sent to the table '%s', and the server took %d%s."
              .formatted(
                  lines.rows(),
                  table.name(),
                  loaded,
                  lines.isWhole() ? "" : "; the rows end in the middle of one"));
    }
  }
}
