package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts, or reads again, what is in the tables that were loaded. */
final class Prover {

  private final SqlSession session;
  private final String encoding;
  private final OperationContext context;

  Prover(SqlSession session, String encoding, OperationContext context) {
    this.session = session;
    this.encoding = encoding;
    this.context = context;
  }

  Proof prove(DumpDescription dump, Prove what) throws DialectException {
    Map<String, TargetTable> tables = new LinkedHashMap<>();
    for (DumpPart part : dump.parts()) {
      if (Parts.ROWS.equals(part.properties().get(Parts.KIND))) {
        TargetTable table = TargetTable.of(part);
        tables.putIfAbsent(table.label(), table);
      }
    }
    Map<String, Tally> tallies = new HashMap<>();
    for (TargetTable table : tables.values()) {
      if (context.cancellation().isCancelled()) {
        throw Failures.cancelled(context, new IllegalStateException("cancelled"));
      }
      String condition = table.ofExtension() ? Extensions.condition(session, table) : "";
      tallies.put(
          table.label(), what == Prove.COUNTS ? count(table, condition) : hash(table, condition));
    }
    return new Proof(tallies);
  }

  private Tally count(TargetTable table, String condition) throws DialectException {
    // Planning looks into functions of indexes, which may need a path; a count shows no names.
    session.run("SET search_path = public");
    long rows = session.number("SELECT count(*) FROM " + table.from(condition));
    session.run("SELECT pg_catalog.set_config('search_path', '', false)");
    return Tally.ofRows(rows);
  }

  private Tally hash(TargetTable table, String condition) throws DialectException {
    // A whole table is copied without planning, so that no function of an index is looked into.
    String what =
        condition.isEmpty() && !table.root()
            ? table.quoted() + RowFormat.columns(table.columns())
            : "(SELECT %s FROM %s)".formatted(Sql.names(table.columns()), table.from(condition));
    String copy = "COPY " + what + " TO STDOUT" + RowFormat.options(encoding);
    try {
      return new RowReader(session, context)
          .read(copy, table.label(), OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e); // that stream takes everything
    }
  }
}
