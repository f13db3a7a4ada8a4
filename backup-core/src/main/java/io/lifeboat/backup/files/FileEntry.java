package io.lifeboat.backup.files;

import java.time.Instant;
import java.util.Objects;

/**
 * One thing below a root, as it was found.
 *
 * @param path below the root, joined by slashes
 * @param kind what it is
 * @param size in bytes; 0 unless it is a file
 * @param mode permission bits, such as {@code 0644}; {@link #UNKNOWN_MODE} where the file system
 *     has none
 * @param modified when its content changed last, to the nanosecond where the file system knows it
 * @param linkTarget what a symbolic link says, not resolved; empty unless it is one
 */
public record FileEntry(
    String path, FileKind kind, long size, int mode, Instant modified, String linkTarget) {

  /** What {@link #mode()} is where the file system has no permission bits. */
  public static final int UNKNOWN_MODE = -1;

  /** Checks the values. */
  public FileEntry {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(modified, "modified");
    Objects.requireNonNull(linkTarget, "linkTarget");
    if (size < 0) {
      throw new IllegalArgumentException("A size is zero or more, not " + size);
    }
  }

  /**
   * Make the entry of a folder.
   *
   * @param path below the root, joined by slashes
   * @param mode permission bits
   * @param modified when its content changed last
   * @return the entry
   */
  public static FileEntry directory(String path, int mode, Instant modified) {
    return new FileEntry(path, FileKind.DIRECTORY, 0, mode, modified, "");
  }

  /**
   * Make the entry of a file.
   *
   * @param path below the root, joined by slashes
   * @param size in bytes
   * @param mode permission bits
   * @param modified when its content changed last
   * @return the entry
   */
  public static FileEntry file(String path, long size, int mode, Instant modified) {
    return new FileEntry(path, FileKind.FILE, size, mode, modified, "");
  }

  /**
   * Make the entry of a symbolic link.
   *
   * @param path below the root, joined by slashes
   * @param target what the link says
   * @param modified when it was made
   * @return the entry
   */
  public static FileEntry symlink(String path, String target, Instant modified) {
    return new FileEntry(path, FileKind.SYMLINK, 0, 0777, modified, target);
  }
}
