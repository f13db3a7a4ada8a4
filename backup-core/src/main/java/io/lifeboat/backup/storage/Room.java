package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How much more a folder takes: by its disk, by what is to stay free there, and by a quota over all
 * that is in the folder, unfinished objects of any process among it.
 *
 * <p>Writers are granted a little at a time. So a single one never exceeds the quota, and each that
 * writes at the same moment may by what was granted to it.
 */
final class Room {

  /** Looking is a walk through the folder; this often is enough. */
  private static final long GRANT = 8L << 20;

  private final Path root;
  private final Limits limits;

  /**
   * What the administrator allows.
   *
   * @param quota bytes of everything in the folder; {@link Long#MAX_VALUE} for no quota
   * @param reserve bytes that stay free on the disk; zero for none
   */
  record Limits(long quota, long reserve) {

    static final Limits NONE = new Limits(Long.MAX_VALUE, 0);
  }

  Room(Path root, Limits limits) {
    this.root = root;
    this.limits = limits;
  }

  long free() throws IOException {
    return Math.max(0, Math.min(freeOnDisk(), freeOfQuota()));
  }

  private long freeOnDisk() throws IOException {
    return Files.getFileStore(root).getUsableSpace() - limits.reserve;
  }

  private long freeOfQuota() throws IOException {
    return limits.quota == Long.MAX_VALUE ? Long.MAX_VALUE : limits.quota - used();
  }

  private long used() throws IOException {
    long[] sum = {0};
    Set<Object> counted = new HashSet<>(); // an object has two names while it is made visible
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.fileKey() == null || counted.add(attributes.fileKey())) {
              sum[0] += attributes.size();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            boolean isNotOurs = // renamed meanwhile, or such as lost+found
                e instanceof NoSuchFileException || e instanceof AccessDeniedException;
            if (isNotOurs) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return sum[0];
  }

  /**
   * Grants room for some more bytes of an object.
   *
   * @return at least as many bytes
   * @throws StorageException with reason FULL if there is less
   */
  long grant(ObjectKey key, long bytes) throws IOException {
    if (limits.equals(Limits.NONE)) {
      return Long.MAX_VALUE; // the disk itself says when it is full
    }
    long free = free();
    if (free < bytes) {
      throw full(key, bytes);
    }
    return Math.min(free, Math.max(bytes, GRANT));
  }

  private StorageException full(ObjectKey key, long bytes) throws IOException {
    String why =
        freeOfQuota() < freeOnDisk()
            ? "the quota of %s is %s, of which %s are used. Remove backups, or raise 'quota'"
                .formatted(root, text(limits.quota), text(used()))
            : "the disk of %s has %s free, of which 'reserve' keeps %s. Make room, or lower 'reserve'"
                .formatted(
                    root, text(Files.getFileStore(root).getUsableSpace()), text(limits.reserve));
    return new StorageException(
        Reason.FULL,
        "The object %s can't be written, there is no room for %s more: %s."
            .formatted(key, text(bytes), why));
  }

  private static String text(long bytes) {
    return bytes < 1 << 20
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }
}
