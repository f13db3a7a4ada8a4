package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreLock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An advisory lock, held by a session in a maintenance database: one in the target itself would
 * stand in the way of whoever renames or drops that. The server gives it back when the session
 * ends, also by the death of this process.
 */
final class ServerLock implements RestoreLock {

  private static final List<String> PLACES = List.of("postgres", "template1");
  private static final int TRIES = 10;
  private static final long PAUSE_MILLIS = 200;

  private final SqlSession session;
  private boolean closed;

  private ServerLock(SqlSession session) {
    this.session = session;
  }

  static RestoreLock take(Login target, OperationContext context) throws DialectException {
    SqlSession session = maintenance(target, context);
    try {
      String database = target.endpoint().database();
      String question = "SELECT pg_catalog.pg_try_advisory_lock(" + key(database) + ")";
      for (int i = 0; !session.value(question).equals("t"); i++) {
        if (i == TRIES) {
          throw new DialectException(
              Reason.LOCKED,
              "Another restore of the database '" + database + "' is running. Wait for its end.",
              true,
              null);
        }
        pause(context);
      }
      return new ServerLock(session);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The first place that lets us in; all who restore this target are let into the same. */
  private static SqlSession maintenance(Login target, OperationContext context)
      throws DialectException {
    for (String place : PLACES) {
      try {
        return SqlSession.open(target.to(place), context);
      } catch (DialectException e) {
        boolean elsewhere =
            e.reason() == Reason.CONFIGURATION
                || e.reason() == Reason.PRIVILEGE
                || e.reason() == Reason.AUTHENTICATION;
        if (!elsewhere) {
          throw e;
        }
      }
    }
    return SqlSession.open(target, context);
  }

  private static void pause(OperationContext context) throws DialectException {
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new IllegalStateException("cancelled"));
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DialectException(Reason.CANCELLED, "Interrupted.", false, e);
    }
  }

  private static long key(String database) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("lifeboat " + database).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  @Override
  public Optional<Journal> journal() {
    return Optional.empty();
  }

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
          Reason.CONNECTION, "The session that held the lock of the restore was lost.");
    }
  }
}
