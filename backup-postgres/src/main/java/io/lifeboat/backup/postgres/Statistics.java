package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.util.List;

/**
 * What the planner knows of tables, gathered where that could not be done when a table was loaded:
 * of partitioned ones and of parents, which autovacuum never looks at as a whole, of materialised
 * views, of expressions in indexes and of extended statistics, which came later. Not of what has
 * rows on foreign servers: nobody expects a restore to connect to those.
 */
final class Statistics {

  private static final String LACKING =
      """
      WITH RECURSIVE abroad AS (
        SELECT i.inhparent AS oid FROM pg_catalog.pg_inherits i
          JOIN pg_catalog.pg_class f ON f.oid = i.inhrelid
        WHERE f.relkind = 'f'
        UNION
        SELECT i.inhparent FROM abroad a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.oid)
      SELECT c.relkind, n.nspname, c.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND %s
        AND c.oid NOT IN (SELECT oid FROM abroad)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')
        AND (c.relkind IN ('p', 'm') OR c.relhassubclass
          OR EXISTS (SELECT FROM pg_catalog.pg_index i
            WHERE i.indrelid = c.oid AND i.indexprs IS NOT NULL)
          OR EXISTS (SELECT FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = c.oid)
          OR (pg_catalog.pg_relation_size(c.oid) > 0 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_stats s
            WHERE s.schemaname = n.nspname AND s.tablename = c.relname)))
      ORDER BY c.relkind = 'p', c.oid"""
          .formatted(Catalog.USER_SCHEMA);

  private final SqlSession session;
  private final OperationContext context;

  Statistics(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /** A table whose statistics can't be had is reported: its rows are none the worse. */
  void gather() throws DialectException {
    // Those of its partitions are there already, or are gathered by themselves.
    String alone = session.version().atLeast(18) ? "ANALYZE ONLY " : "ANALYZE ";
    for (List<String> row : session.rows(LACKING)) {
      String table = Sql.name(row.get(1), row.get(2));
      String statement = (row.get(0).equals("p") ? alone : "ANALYZE ") + table;
      try {
        session.runRaw(statement);
      } catch (SQLException e) {
        DialectException failure = session.failure(e, "Gathering statistics of " + table);
        if (failure.reason() == Reason.CANCELLED || !session.isAlive()) {
          throw failure;
        }
        context.report(
            Finding.warning(
                "restore.statistics",
                String.valueOf(failure.getMessage()),
                "Once the cause is mended: ANALYZE " + table + ";"));
      }
    }
  }
}
