package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;

/** How much was written to a database, by the server's statistics: about, and never before it. */
final class Writes {

  static final long UNKNOWN = -1;

  private static final String COUNT =
      """
      SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
      FROM pg_catalog.pg_stat_user_tables""";

  private final Login target;
  private final OperationContext context;

  Writes(Login target, OperationContext context) {
    this.target = target;
    this.context = context;
  }

  /** Rows that were inserted, changed or deleted; {@link #UNKNOWN} if nobody is let in. */
  long in(String database) throws DialectException {
    try (SqlSession inside = SqlSession.open(target.to(database), context)) {
      return inside.number(COUNT);
    } catch (DialectException e) {
      if (e.reason() == DialectException.Reason.CANCELLED) {
        throw e;
      }
      return UNKNOWN;
    }
  }
}
