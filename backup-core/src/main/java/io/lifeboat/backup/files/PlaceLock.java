package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that a live process works in a folder: a lock on a file in it, which the system gives up
 * when the process ends.
 */
final class PlaceLock {

  private static final String NAME = "lock";

  /** POSIX locks don't hold between parts of one process. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private PlaceLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Locks a new folder; empty if it was taken for a leftover and removed meanwhile. */
  static Optional<PlaceLock> make(Path folder) throws IOException {
    return lock(folder, StandardOpenOption.CREATE_NEW);
  }

  /** Locks a folder that was found; empty if a live process works in it, or it is gone. */
  static Optional<PlaceLock> take(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || OWN.contains(folder)) {
      return Optional.empty();
    }
    if (!FileTree.exists(file(folder))) {
      removeIfEmpty(folder);
      return Optional.empty();
    }
    return lock(folder, StandardOpenOption.WRITE);
  }

  /** A kill between making and locking leaves an empty folder. */
  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Locked meanwhile, or none of ours.
    }
  }

  private static Optional<PlaceLock> lock(Path folder, StandardOpenOption option)
      throws IOException {
    if (!OWN.add(folder)) {
      return Optional.empty();
    }
    boolean locked = false;
    try {
      FileChannel channel = FileChannel.open(file(folder), option, StandardOpenOption.WRITE);
      try {
        boolean isNew = option == StandardOpenOption.CREATE_NEW;
        FileLock lock = isNew ? channel.lock() : channel.tryLock();
        locked = lock != null && FileTree.exists(file(folder));
        return locked ? Optional.of(new PlaceLock(folder, channel)) : Optional.empty();
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      return Optional.empty();
    } finally {
      if (!locked) {
        OWN.remove(folder);
      }
    }
  }

  private static Path file(Path folder) {
    return folder.resolve(NAME);
  }

  /** Removes the folder, which is empty but for the lock. */
  void remove() throws IOException {
    try {
      Files.deleteIfExists(file(folder));
    } finally {
      release();
    }
    Files.deleteIfExists(folder);
  }

  void release() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(folder);
    }
  }
}
