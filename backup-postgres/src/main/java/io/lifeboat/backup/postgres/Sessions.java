package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sessions of others, as far as they stand in the way of a restore. */
final class Sessions {

  /** An interrupted CREATE DATABASE removes its files first, a transaction rolls back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Sessions that are nobody's, such as autovacuum's, are ended by the server itself. */
  private static final String OTHERS =
      "a.pid <> pg_catalog.pg_backend_pid() AND a.usesysid IS NOT NULL";

  private static final String MINE_TO_END =
      """
      ((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
        OR (NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid = a.usesysid)
          AND (pg_catalog.pg_has_role(a.usesysid, 'USAGE')
            OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE'))))""";

  private final SqlSession session;

  Sessions(SqlSession session) {
    this.session = session;
  }

  /**
   * Ends what a process that is gone left on the server, and waits for its end: a statement goes on
   * after the death of who asked for it, and may make or change something after it was looked for.
   *
   * @param application what those sessions call themselves; this session is left alone
   */
  void endLeftovers(String application, OperationContext context) throws DialectException {
    String leftovers =
        """
        SELECT count(*), count(*) FILTER (WHERE pg_catalog.pg_terminate_backend(a.pid))
        FROM pg_catalog.pg_stat_activity a
        WHERE a.application_name = %s AND %s AND %s"""
            .formatted(Sql.text(application), OTHERS, MINE_TO_END);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (session.number(leftovers) > 0) {
      if (System.nanoTime() > end) {
        throw new DialectException(
            Reason.TIMEOUT,
            "Sessions of an earlier restore do not end. See pg_stat_activity for '%s'."
                .formatted(application));
      }
      pause(PAUSE, context);
    }
  }

  /** Ends the sessions in databases, as far as this role may. */
  void endIn(List<String> oids) throws DialectException {
    var unused = session.number(ending(oids, "true"));
  }

  /** A query that ends the sessions in databases if a condition holds. */
  static String ending(List<String> oids, String condition) {
    return """
        SELECT count(*) FILTER (WHERE pg_catalog.pg_terminate_backend(a.pid))
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datid IN (%s) AND %s AND %s AND %s"""
        .formatted(String.join(", ", oids), OTHERS, MINE_TO_END, condition);
  }

  /** The sessions in a database that this role may not end, in words. */
  List<String> foreign(String oid) throws DialectException {
    return session.column(
        """
        SELECT pg_catalog.format('%%s (process %%s, %%s)', a.usename, a.pid,
          coalesce(nullif(a.application_name, ''), 'without a name'))
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datid = %s AND %s AND NOT %s ORDER BY a.pid"""
            .formatted(oid, OTHERS, MINE_TO_END));
  }

  static void pause(Duration time, OperationContext context) throws DialectException {
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new IllegalStateException("cancelled"));
    }
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DialectException(Reason.CANCELLED, "Interrupted.", false, e);
    }
  }
}
