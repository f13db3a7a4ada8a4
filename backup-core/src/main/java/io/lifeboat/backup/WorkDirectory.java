package io.lifeboat.backup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private directory of one operation, removed with all in it at the operation's end; where the
 * process was killed before that, by the next operation with the same parent.
 */
final class WorkDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
  private static final String PREFIX = "lifeboat-";
  private static final String LOCK = ".lock";

  private final Path path;
  private final StateLock lock;

  private WorkDirectory(Path path, StateLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static WorkDirectory in(Path parent) throws IOException {
    Files.createDirectories(parent);
    while (true) {
      Path path = create(parent);
      Optional<StateLock> lock = StateLock.take(path, LOCK);
      if (lock.isPresent() && Files.exists(path.resolve(LOCK))) {
        sweep(parent, path);
        return new WorkDirectory(path, lock.get());
      }
      // The sweep of another process came between and took it for a leftover.
      if (lock.isPresent()) {
        lock.get().close();
      }
    }
  }

  private static Path create(Path parent) throws IOException {
    boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
    return posix
        ? Files.createTempDirectory(
            parent,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createTempDirectory(parent, PREFIX);
  }

  /** Removes what killed processes of this user left: it may hold option files with passwords. */
  private static void sweep(Path parent, Path own) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      UserPrincipal user = Files.getOwner(own);
      for (Path directory : found) {
        boolean ours =
            Files.isRegularFile(directory.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
        if (ours && !directory.equals(own)) {
          removeIfAbandoned(directory);
        }
      }
    } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
      LOG.debug("Leftovers in {} could not be looked for", parent, e);
    }
  }

  private static void removeIfAbandoned(Path directory) {
    try {
      Optional<StateLock> abandoned = StateLock.take(directory, LOCK);
      if (abandoned.isPresent()) {
        new WorkDirectory(directory, abandoned.get()).close();
        LOG.info("Removed {}, which a process that is gone left", directory);
      }
    } catch (IOException e) {
      LOG.debug("The leftover {} could not be removed", directory, e);
    }
  }

  Path path() {
    return path;
  }

  /** What was done is done; what could not be removed is removed by the next operation. */
  @Override
  public void close() {
    try (lock) {
      removeAll();
    } catch (IOException e) {
      LOG.warn(
          "The private folder {} could not be removed; the next operation tries again", path, e);
    }
  }

  private void removeAll() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
