package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.util.List;

/** What extensions say of their configuration tables. */
final class Extensions {

  private Extensions() {}

  /** Which rows an extension wants dumped, in the words of the extension that is here. */
  static String condition(SqlSession session, TargetTable table) throws DialectException {
    List<String> conditions =
        session.column(
            """
            SELECT x.condition FROM pg_catalog.pg_extension e
              CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig),
                pg_catalog.unnest(e.extcondition)) AS x(oid, condition)
              JOIN pg_catalog.pg_class c ON c.oid = x.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND c.relname = %s"""
                .formatted(Sql.text(table.schema()), Sql.text(table.name())));
    if (conditions.isEmpty()) {
      throw new DialectException(
          Reason.DATA,
          "%s is no table that an extension of this server wants dumped.".formatted(table.label()));
    }
    return conditions.get(0);
  }
}
