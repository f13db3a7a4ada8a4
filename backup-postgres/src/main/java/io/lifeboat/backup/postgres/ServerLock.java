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
import java.time.Duration;
import java.util.Optional;

/**
 * An advisory lock, held by a session in a maintenance database, or in the target where there is no
 * other way. The server gives it back when the session ends, also by the death of this process.
 */
final class ServerLock implements RestoreLock {

  private static final int TRIES = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final SqlSession session;
  private boolean closed;

  private ServerLock(SqlSession session) {
    this.session = session;
  }

  static RestoreLock take(Login target, OperationContext context) throws DialectException {
    Optional<SqlSession> beside = Maintenance.find(target, context);
    SqlSession session = beside.isPresent() ? beside.get() : SqlSession.open(target, context);
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
        Sessions.pause(PAUSE, context);
      }
      return new ServerLock(session);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
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
