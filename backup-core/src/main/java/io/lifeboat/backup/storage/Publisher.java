package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Gives a finished file its name, at once, and only if the name is free: of two that want one name,
 * in this process or another, one gets it.
 */
final class Publisher {

  /** Makes a hard link, or fails as the file system does. */
  interface Link {
    void create(Path name, Path existing) throws IOException;
  }

  /** File locks hold between processes only. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path lockFile;
  private final Link link;

  /**
   * Knows how names are given.
   *
   * @param lockFile made only where the file system has no hard links
   * @param link tried first
   */
  Publisher(Path lockFile, Link link) {
    this.lockFile = lockFile;
    this.link = link;
  }

  /** Throws FileAlreadyExistsException if the name is taken; the file has no name then. */
  void publish(ObjectKey key, Path temporary, Path file) throws IOException {
    makeFolder(key, file);
    try {
      link.create(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException noLinks) {
      try {
        move(temporary, file);
      } catch (IOException e) {
        e.addSuppressed(noLinks);
        throw e;
      }
    }
    try {
      PrivateFiles.forceParent(file);
    } catch (IOException | RuntimeException e) {
      takeBack(file, e);
      throw e;
    }
  }

  private static void makeFolder(ObjectKey key, Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null) {
      return;
    }
    try {
      PrivateFiles.createDirectories(parent);
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(
          Reason.OTHER,
          "The object %s can't be stored: %s is an object, and a folder holds nothing below one."
              .formatted(key, e.getFile()),
          false,
          e);
    }
  }

  /** A rename replaces what has the name, so looking and renaming happen under a lock. */
  private void move(Path temporary, Path file) throws IOException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(lockFile, options, PrivateFiles.mode(lockFile, "rw-------"));
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new FileAlreadyExistsException(file.toString());
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void takeBack(Path file, Exception failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
