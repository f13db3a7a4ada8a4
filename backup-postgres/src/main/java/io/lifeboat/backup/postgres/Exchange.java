package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Renames databases, all in one transaction, while nobody is in them. The first rename locks its
 * database: who connects waits for the end of the transaction, so nothing has to be forbidden and
 * allowed again. Then the server waits up to five seconds for the sessions inside, which a second
 * session ends meanwhile, on a thread that lives as long as the exchange. Whatever dies, the
 * transaction is done or undone, and everybody may connect.
 */
final class Exchange {

  /** Somebody is in a database; a lock was not granted in time. */
  private static final Set<String> LATER = Set.of("55006", "55P03");

  private static final Duration LOCK_WAIT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final SqlSession session;
  private final Login target;
  private final OperationContext context;
  private final List<String> statements = new ArrayList<>();
  private final List<String> oids;

  /**
   * Prepares to rename.
   *
   * @param session in a maintenance database
   * @param target how another session gets there
   * @param live OID of the database that is live
   * @param other OID of the one that will be
   */
  Exchange(SqlSession session, Login target, String live, String other, OperationContext context) {
    this.session = session;
    this.target = target;
    this.oids = List.of(live, other);
    this.context = context;
  }

  /** Adds a rename; that of the live database comes first. */
  Exchange rename(String from, String to) {
    statements.add("ALTER DATABASE %s RENAME TO %s".formatted(Sql.name(from), Sql.name(to)));
    return this;
  }

  /**
   * Renames, or leaves all names as they are.
   *
   * @param wait how long to try while somebody is inside who can't be sent away
   * @return from the first session that had to wait or go, to the commit
   */
  Duration run(Duration wait) throws DialectException {
    try (SqlSession watching = Maintenance.open(target, context)) {
      long end = System.nanoTime() + wait.toNanos();
      awaitForeign(watching, end);
      long begun = System.nanoTime();
      while (!attempt(watching)) {
        if (System.nanoTime() > end) {
          throw inUse(watching);
        }
        Sessions.pause(PAUSE, context);
      }
      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }

  /** Nobody is held off for a session that can't be ended anyway. */
  private void awaitForeign(SqlSession watching, long end) throws DialectException {
    while (!new Sessions(watching).foreign(oids.get(0)).isEmpty() || prepared(watching) > 0) {
      if (System.nanoTime() > end) {
        throw inUse(watching);
      }
      Sessions.pause(PAUSE, context);
    }
  }

  private long prepared(SqlSession watching) throws DialectException {
    return watching.number(
        """
        SELECT count(*) FROM pg_catalog.pg_prepared_xacts p
          JOIN pg_catalog.pg_database d ON d.datname = p.database WHERE d.oid = %s"""
            .formatted(oids.get(0)));
  }

  private DialectException inUse(SqlSession watching) throws DialectException {
    List<String> who = new Sessions(watching).foreign(oids.get(0));
    long prepared = prepared(watching);
    return new DialectException(
        Reason.TIMEOUT,
        "The databases could not be exchanged: the live one is in use%s%s. Nothing was changed. End what uses it, or wait longer."
            .formatted(
                who.isEmpty()
                    ? ""
                    : " by sessions that this user may not end: " + String.join(", ", who),
                prepared == 0 ? "" : ", and has %d prepared transactions".formatted(prepared)),
        true,
        null);
  }

  @SuppressWarnings("try") // the registration and the guard are closed at the end, not used before
  private boolean attempt(SqlSession watching) throws DialectException {
    String pid = session.value("SELECT pg_catalog.pg_backend_pid()");
    try {
      session.run("BEGIN");
      session.run("SET LOCAL synchronous_commit = on");
      session.run("SET LOCAL lock_timeout = " + LOCK_WAIT.toMillis());
      try (CancellationToken.Registration listening = session.listen(context);
          Doorkeeper doorkeeper = new Doorkeeper(watching, pid, oids)) {
        for (String statement : statements) {
          session.runRaw(statement);
        }
      }
      session.run("COMMIT");
      return true;
    } catch (SQLException e) {
      session.run("ROLLBACK");
      if (LATER.contains(String.valueOf(e.getSQLState()))) {
        return false;
      }
      throw session.failure(e, "Exchanging the databases");
    }
  }

  /** Ends the sessions in the databases as soon as nobody new is let in. */
  private static final class Doorkeeper implements Runnable, AutoCloseable {

    private static final long PAUSE_MILLIS = 5;

    private final SqlSession session;
    private final String ending;
    private final Thread thread;
    private volatile boolean closed;

    Doorkeeper(SqlSession session, String pid, List<String> oids) {
      this.session = session;
      this.ending =
          Sessions.ending(
              oids,
              """
              EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.pid = %s AND l.granted AND l.mode = 'AccessExclusiveLock'
                  AND l.classid = 'pg_catalog.pg_database'::pg_catalog.regclass
                  AND l.objid = %s)"""
                  .formatted(pid, oids.get(0)));
      this.thread = new Thread(this, "lifeboat-exchange");
      this.thread.setDaemon(true);
      this.thread.start();
    }

    @Override
    public void run() {
      try {
        while (!closed) {
          var unused = session.number(ending);
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (DialectException | InterruptedException e) {
        // Whoever is not ended now makes the rename fail, which says so.
      }
    }

    @Override
    public void close() {
      closed = true;
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true; // this session is used by one thread at a time, whatever happens
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
