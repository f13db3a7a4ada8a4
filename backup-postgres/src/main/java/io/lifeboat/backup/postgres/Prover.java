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
    if (what == Prove.COUNTS) {
      findFunctions();
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
    session.run("SELECT pg_catalog.set_config('search_path', '', false)");
    return new Proof(tallies);
  }

  /**
   * Planning a count looks into the functions of a table's indexes, whose unqualified names must be
   * found, in whatever schema: which of several is taken changes no count.
   */
  private void findFunctions() throws DialectException {
    String schemas =
        session.value(
            """
            SELECT coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname), ', '), '''''')
            FROM pg_catalog.pg_namespace n
            WHERE %s AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')"""
                .formatted(Catalog.USER_SCHEMA));
    session.run("SET search_path = " + schemas);
  }

  private Tally count(TargetTable table, String condition) throws DialectException {
    long rows = session.number("SELECT count(*) FROM " + table.from(condition));
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
