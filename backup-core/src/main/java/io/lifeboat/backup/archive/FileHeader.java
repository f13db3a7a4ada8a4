package io.lifeboat.backup.archive;

import java.time.Instant;
import java.util.Objects;

/**
 * What is known of a file, directory or link without its content.
 *
 * @param root the name of its root, as in {@link ArchivedRoot#name()}
 * @param path below the root
 * @param mode permission bits, such as {@code 0644}; 0 to {@code 07777}
 * @param modified when it was last modified, as exactly as the file system knows
 */
public record FileHeader(String root, EntryPath path, int mode, Instant modified) {

  private static final int MODE_BITS = 07777;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the root is no name, or the mode has other bits
   */
  public FileHeader {
    ArchivedRoot.requireName(root);
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(modified, "modified");
    if ((mode & ~MODE_BITS) != 0) {
      throw new IllegalArgumentException("Not permission bits: 0%o".formatted(mode));
    }
  }

  /** Returns root and path, for messages. */
  @Override
  public String toString() {
    return root + "/" + path;
  }
}
