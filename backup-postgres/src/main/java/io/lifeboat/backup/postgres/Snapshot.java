package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.util.List;

/**
 * One instant of the database, held by a transaction that also holds the tables against DDL. Other
 * sessions import it. Used by one thread at a time.
 */
final class Snapshot implements AutoCloseable {

  private static final int ATTEMPTS = 5;
  private static final int LOCKS_A_STATEMENT = 500;

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
  static Snapshot take(Login login, PostgresOptions options, OperationContext context)
      throws DialectException {
    SqlSession session = SqlSession.open(login, context);
    try (CancellationToken.Registration listening = session.listen(context)) {
      Catalog catalog = new Catalog(session, options);
      RowFormat.pin(session, options);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        List<Catalog.Locked> wanted = catalog.tables();
        session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (lock(session, wanted)) {
          String name = session.value("SELECT pg_catalog.pg_export_snapshot()");
          if (catalog.tables().equals(wanted)) {
            return new Snapshot(session, name, wanted);
          }
        }
        session.run("ROLLBACK");
      }
      throw new DialectException(
          Reason.SERVER,
          "Tables were created, renamed or dropped each of the %d times the snapshot was taken. Back up when the schema is at rest."
              .formatted(ATTEMPTS),
          true,
          null);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** False if a table is gone meanwhile, which is a reason to look again. */
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
        if (state.equals("42P01") || state.equals("3F000") || state.equals("42809")) {
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
      throw new DialectException(
          Reason.CONNECTION,
          "The session that held the snapshot and the locks was lost before the dump was complete. See the server's log for who ended it.",
          true,
          null);
    }
  }
}
