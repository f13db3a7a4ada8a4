package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.RestoreLock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A named lock of the server, held by a session of its own. The server gives it back when that
 * ends, also by the death of this process.
 */
final class ServerLock implements RestoreLock {

  private static final int SECONDS_TO_WAIT = 2;
  private static final int NAME_BYTES = 16;

  private final SqlSession session;
  private boolean closed;

  private ServerLock(SqlSession session) {
    this.session = session;
  }

  static RestoreLock take(SqlSession session, String database) throws DialectException {
    try {
      String got =
          session
              .row("SELECT GET_LOCK(" + Sql.text(name(database)) + ", " + SECONDS_TO_WAIT + ")")
              .get(0);
      if (!got.equals("1")) {
        throw new DialectException(
            Reason.LOCKED,
            "Another restore of the database '" + database + "' is running. Wait for its end.",
            true,
            null);
      }
      return new ServerLock(session);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Names of locks have 64 characters at most, those of databases may have more bytes. */
  private static String name(String database) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(database.getBytes(StandardCharsets.UTF_8));
      return "lifeboat." + HexFormat.of().formatHex(hash, 0, NAME_BYTES);
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
