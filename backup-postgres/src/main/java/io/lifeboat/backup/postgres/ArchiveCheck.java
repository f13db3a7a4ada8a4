package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientExit;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import org.jspecify.annotations.Nullable;

/**
 * Has the vendor's client read an archive while it is written: its header, its table of contents
 * and each block of data that this names. Nothing of it is kept.
 */
final class ArchiveCheck implements AutoCloseable {

  private final ClientRun run;
  private @Nullable DialectException broken;

  private ArchiveCheck(ClientRun run) {
    this.run = run;
  }

  static ArchiveCheck start(NativeClient reader, OperationContext context) throws DialectException {
    return new ArchiveCheck(
        reader
            .command("--format=custom", "--file=-")
            .withEnvironment("LC_ALL", "C")
            .withOutputLines(line -> {})
            .start(context));
  }

  /** A reader that gave up is told about at the end: what the writer says explains more. */
  void write(byte[] bytes, int length) {
    if (broken == null) {
      try {
        run.write(bytes, 0, length);
      } catch (DialectException e) {
        broken = e;
      }
    }
  }

  /** Throws unless the whole archive was read. */
  void finish() throws DialectException {
    if (broken == null) {
      try {
        run.endInput();
      } catch (DialectException e) {
        broken = e;
      }
    }
    ClientExit exit = run.await();
    if (broken != null || exit.status() != 0 || !exit.lastWords().isEmpty()) {
      throw new DialectException(
          Reason.CLIENT_FAILED,
          "pg_dump ended well, but what it wrote is no whole archive; pg_restore ended with exit status %d and said: %s Install the clients again, and look for a full disk."
              .formatted(exit.status(), String.join(" | ", exit.lastWords())),
          false,
          broken);
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
