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
import java.util.Optional;
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

  private static final String PART = ".part";

  private final Path folder;
  private final Publisher publisher;

  UploadFolder(Path root, Publisher.Link link) {
    this.folder = root.resolve(NAME);
    this.publisher = new Publisher(folder.resolve("names.lock"), link);
  }

  ObjectWriter begin(ObjectKey key, Path file) throws IOException {
    try {
      PrivateFiles.createDirectories(folder);
      while (true) {
        Path temporary = folder.resolve(UUID.randomUUID() + PART);
        Optional<FileChannel> channel = own(temporary);
        if (channel.isPresent()) {
          return new LocalWriter(
              key, file, temporary, channel.get(), publisher, () -> OWN.remove(temporary));
        }
      }
    } catch (IOException e) {
      throw LocalFailures.of("The object " + key + " can't be written", e);
    }
  }

  /**
   * Makes a file and locks it until the channel is closed. Empty if the sweep of another process
   * came between both and took the file for a leftover.
   */
  private static Optional<FileChannel> own(Path temporary) throws IOException {
    OWN.add(temporary);
    boolean owned = false;
    try {
      FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PrivateFiles.mode(temporary, "rw-------"));
      try {
        owned = channel.lock().isValid() && Files.exists(temporary);
      } finally {
        if (!owned) {
          channel.close();
          Files.deleteIfExists(temporary);
        }
      }
      return owned ? Optional.of(channel) : Optional.empty();
    } finally {
      if (!owned) {
        OWN.remove(temporary);
      }
    }
  }

  /** Removes what writers that are gone left behind. */
  void sweep() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "*" + PART)) {
      for (Path leftover : leftovers) {
        if (!OWN.contains(leftover)) {
          removeIfAbandoned(leftover);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever written here.
    }
  }

  /** Removes a file while its lock is held, so that a writer that waits for it notices. */
  private static void removeIfAbandoned(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // A writer of this process, or gone meanwhile.
    }
  }
}
