package io.lifeboat.backup.archive;

import java.util.Objects;

/**
 * A file, directory or link that should be in the archive and is not.
 *
 * @param root the name of its root
 * @param path below the root, as far as it can be written as text; may be no valid {@link
 *     EntryPath}
 * @param reason why, as a sentence to an operator
 */
public record MissingFile(String root, String path, String reason) {

  /** Checks that nothing is null. */
  public MissingFile {
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
  }
}
