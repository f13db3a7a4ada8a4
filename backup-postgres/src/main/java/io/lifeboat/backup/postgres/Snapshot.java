package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One instant of the database, held by a transaction that also holds the tables against DDL. Other
 * sessions import it. Used by one thread at a time.
 */
final class Snapshot implements AutoCloseable {

  private static final int LOCKS_A_STATEMENT = 500;

  /** No such table, no such schema, another kind of object, and a lock that was not to be had. */
  private static final Set<String> PASSING = Set.of("42P01", "3F000", "42809", "55P03");

  private final SqlSession session;
  private final String name;
  private final List<Catalog.Locked> tables;
  private boolean closed;

  private Snapshot(SqlSession session, String name, List<Catalog.Locked> tables) {
    this.session = session;
    this.name = name;
    this.tables = tables;
  }

  /**
   * Locks before the first query of the transaction, since that query is the instant: a table that
   * is truncated or dropped between the two would be read as empty, without an error.
   */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  static Snapshot take(
      Login login, PostgresOptions options, Patience patience, OperationContext context)
      throws DialectException {
    SqlSession session = SqlSession.open(login, context);
    try (CancellationToken.Registration listening = session.listen(context)) {
      Catalog catalog = new Catalog(session, options);
      RowFormat.pin(session, options);
      while (true) {
        List<Catalog.Locked> wanted = catalog.tables();
        session.run("SET lock_timeout = " + patience.forOneLock());
        session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (lock(session, wanted)) {
          String name = session.value("SELECT pg_catalog.pg_export_snapshot()");
          if (catalog.tables().equals(wanted)) {
            session.run("SET lock_timeout = 0");
            return new Snapshot(session, name, wanted);
          }
        }
        session.run("ROLLBACK");
        patience.pause();
      }
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** False if a table is gone meanwhile, or somebody else's for now: reasons to look again. */
  private static boolean lock(SqlSession session, List<Catalog.Locked> tables)
      throws DialectException {
    for (int from = 0; from < tables.size(); from += LOCKS_A_STATEMENT) {
      List<Catalog.Locked> batch =
          tables.subList(from, Math.min(tables.size(), from + LOCKS_A_STATEMENT));
      StringBuilder names = new StringBuilder();
      for (Catalog.Locked table : batch) {
        names.append(names.length() == 0 ? "ONLY " : ", ONLY ").append(table.quoted());
      }
      try {
        session.runRaw("LOCK TABLE " + names + " IN ACCESS SHARE MODE");
      } catch (java.sql.SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (PASSING.contains(state)) {
          return false;
        }
        throw session.failure(e, "Locking the tables against changes of their structure");
      }
    }
    return true;
  }

  String name() {
    return name;
  }

  /** The session that holds it, for one thread at a time. */
  SqlSession session() {
    return session;
  }

  List<Catalog.Locked> tables() {
    return tables;
  }

  /** Ends the instant; throws if it had ended before. A second call does nothing. */
  @Override
  public void close() throws DialectException {
    if (closed) {
      return;
    }
    closed = true;
    boolean alive = session.isAlive();
    session.close();
    if (!alive) {
      throw lost(null);
    }
  }

  /** That the instant has ended: nothing that is read from now on is of it. */
  static DialectException lost(@Nullable Throwable cause) {
    return new DialectException(
        Reason.CONNECTION,
        "The session that held the snapshot and the locks was lost before the dump was complete. See the server's log for who ended it; a standby does, for changes that conflict with the dump, after max_standby_streaming_delay.",
        true,
        cause);
  }
}
