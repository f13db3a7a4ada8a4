package io.lifeboat.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right of one process to change live data with one state directory: a lock that ends with the
 * process, however it ends. A dialect's own lock, which other machines see, comes on top of it.
 */
final class StateLock implements AutoCloseable {

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock; empty if another restore, of this process or another one, holds it. */
  static Optional<StateLock> take(Path stateDirectory) throws IOException {
    Files.createDirectories(stateDirectory);
    FileChannel channel =
        FileChannel.open(
            stateDirectory.resolve("restore.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new StateLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // held by this process
    } catch (IOException | RuntimeException e) {
      Closing.suppressed(channel, e);
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
