package io.lifeboat.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right of one holder to a directory: a lock that ends with the process, however that ends.
 *
 * <p>Of this process, one holder is known by name and not by the file: POSIX gives a lock up when
 * the process closes any channel of its file, one that only looked included.
 */
final class StateLock implements AutoCloseable {

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StateLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a directory.
   *
   * @param directory made if it is not there
   * @param name of the file that is locked in it
   * @return empty if somebody holds it, in this process or in another one
   */
  static Optional<StateLock> take(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.toRealPath().resolve(name);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        taken = channel.tryLock() != null;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      return taken ? Optional.of(new StateLock(file, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        HELD.remove(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(file);
    }
  }
}
