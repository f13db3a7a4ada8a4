package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where objects are until they are whole: a hidden folder of temporary files, each locked by its
 * writer as long as that lives.
 */
final class UploadFolder {

  private static final String NAME = ".uploads";

  /**
   * Files that writers of this process hold. POSIX locks are given up when a process closes any
   * channel of the file, so these must not be opened by a sweep.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;

  UploadFolder(Path root) {
    this.folder = root.resolve(NAME);
  }

  ObjectWriter begin(ObjectKey key, Path file) throws IOException {
    Path temporary = folder.resolve(UUID.randomUUID() + ".part");
    OWN.add(temporary);
    try {
      PrivateFiles.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PrivateFiles.mode(temporary, "rw-------"));
      try {
        FileLock lock = channel.lock();
        return new LocalWriter(key, file, temporary, channel, lock, () -> OWN.remove(temporary));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      OWN.remove(temporary);
      throw LocalFailures.of("The object " + key + " can't be written", e);
    }
  }

  /** Removes what writers that are gone left behind. */
  void sweep() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
      for (Path leftover : leftovers) {
        if (!OWN.contains(leftover) && isAbandoned(leftover)) {
          Files.deleteIfExists(leftover);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever written here.
    }
  }

  private static boolean isAbandoned(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      return false;
    }
  }
}
