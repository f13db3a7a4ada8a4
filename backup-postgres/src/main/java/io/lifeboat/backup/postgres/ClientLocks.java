package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientRun;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Watches a pg_dump until it holds the locks that it takes for itself, or waits for one. */
final class ClientLocks {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

  /** Longer than the client itself waits for a lock. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

  private final ClientRun run;
  private final String name;
  private final Snapshot snapshot;
  private final OperationContext context;

  ClientLocks(ClientRun run, String name, Snapshot snapshot, OperationContext context) {
    this.run = run;
    this.name = name;
    this.snapshot = snapshot;
    this.context = context;
  }

  /** False if the client waits for a lock. A client that ended is judged by who reads it. */
  boolean areTaken(Login login) throws DialectException {
    if (snapshot.tables().isEmpty()) {
      return true;
    }
    // Not in the snapshot's own transaction, to which the list of sessions would stand still.
    try (SqlSession watching = SqlSession.open(login, context)) {
      boolean seen = false;
      boolean holding = false;
      long begun = System.nanoTime();
      while (run.isRunning() && System.nanoTime() - begun < PATIENCE) {
        if (context.cancellation().isCancelled()) {
          throw Failures.cancelled(context, new IllegalStateException("cancelled"));
        }
        List<List<String>> states = watching.rows(state());
        if (states.isEmpty()) {
          if (seen) {
            return true;
          }
        } else {
          seen = true;
          if (states.get(0).get(0).equals("t")) {
            return false;
          }
          if (holding && states.get(0).get(1).equals("t")) {
            return true;
          }
          holding = states.get(0).get(2).equals("t");
        }
        LockSupport.parkNanos(PAUSE);
      }
      return true;
    }
  }

  /**
   * Whether it waits for somebody, whether it does something else than lock, and whether it holds a
   * lock. It takes all of them in a row, so who held one and then does something else has all. Both
   * of one look prove nothing: the server reads them one after the other, and the first lock of a
   * statement that was not seen yet may come between.
   */
  private String state() {
    return """
        SELECT pg_catalog.cardinality(pg_catalog.pg_blocking_pids(a.pid)) > 0,
          a.query NOT LIKE 'LOCK TABLE%%', EXISTS (SELECT FROM pg_catalog.pg_locks l
            WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384)
        FROM pg_catalog.pg_stat_activity a WHERE a.application_name = %s"""
        .formatted(Sql.text(name));
  }
}
