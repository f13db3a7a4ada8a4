package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Loads rows by INSERT statements of many rows each, for servers that take no {@code LOAD DATA
 * LOCAL}.
 */
final class RowInserter {

  private static final int USUAL = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final Link link;
  private final Table table;
  private final List<Column> columns;
  private final String head;
  private final StringBuilder sql = new StringBuilder();
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private int statementChars = USUAL;
  private boolean isNull;
  private int column;
  private long loaded;
  private long strayEnums;

  RowInserter(Link link, Table table) {
    this.link = link;
    this.table = table;
    this.columns = table.columns();
    this.head =
        "INSERT INTO "
            + Sql.name(table.name())
            + columns.stream()
                .map(one -> Sql.name(one.name()))
                .collect(Collectors.joining(", ", " (", ") VALUES "));
  }

  /** Returns how many rows the server took. */
  long insert(InputStream lines) throws SQLException, IOException, DialectException {
    long packet = Long.parseLong(link.value("SELECT @@max_allowed_packet"));
    statementChars = (int) Math.min(USUAL, packet / 2);
    byte[] buffer = new byte[BUFFER];
    boolean escaped = false;
    for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
      for (int i = 0; i < read; i++) {
        byte b = buffer[i];
        if (escaped) {
          unescape(b);
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '\t') {
          endOfValue();
        } else if (b == '\n') {
          endOfRow();
        } else {
          value.write(b);
        }
      }
    }
    flush();
    return loaded;
  }

  private void unescape(byte b) {
    switch (b) {
      case 'N' -> isNull = true;
      case 't' -> value.write('\t');
      case 'n' -> value.write('\n');
      case '0' -> value.write(0);
      default -> value.write(b);
    }
  }

  private void endOfValue() throws DialectException {
    if (column > 0 && column >= columns.size()) {
      throw broken("more columns than the table");
    }
    sql.append(column == 0 ? (sql.length() == 0 ? head + "(" : ", (") : ", ");
    if (!columns.isEmpty()) {
      append(columns.get(column));
    }
    column++;
    value.reset();
    isNull = false;
  }

  private void append(Column column) throws DialectException {
    if (isNull) {
      if (value.size() > 0) {
        throw broken("a NULL that has a value");
      }
      sql.append("NULL");
      return;
    }
    byte[] bytes = value.toByteArray();
    if (column.kind() == Column.Kind.ENUM && Column.isStray(bytes)) {
      strayEnums++;
    }
    Literal.append(sql, table, column, bytes);
  }

  private DialectException broken(String what) {
    return new DialectException(
        Reason.DATA, "A row of the table '%s' has %s.".formatted(table.name(), what));
  }

  private void endOfRow() throws SQLException, DialectException {
    endOfValue();
    if (column < columns.size()) {
      throw broken("fewer columns than the table");
    }
    sql.append(')');
    column = 0;
    if (sql.length() >= statementChars) {
      flush();
    }
  }

  private void flush() throws SQLException, DialectException {
    if (sql.length() == 0) {
      return;
    }
    try (Statement statement = link.statement()) {
      loaded += statement.executeLargeUpdate(sql.toString());
    }
    sql.setLength(0);
    LoadWarnings.check(link, table, strayEnums);
    strayEnums = 0;
  }
}
