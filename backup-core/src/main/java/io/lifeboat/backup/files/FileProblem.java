package io.lifeboat.backup.files;

import java.util.Objects;

/**
 * Something below a root that is missing from a backup, which makes it PARTIAL.
 *
 * @param root the name of the root
 * @param path below the root, joined by slashes; empty means the root itself
 * @param reason why, for code
 * @param message why, as a sentence with the whole path
 */
public record FileProblem(String root, String path, Reason reason, String message) {

  /** Why something is missing. */
  public enum Reason {
    /** It was there when the root was catalogued, and was gone when it was to be read. */
    VANISHED,
    /** It was different after each reading. */
    STILL_CHANGING,
    /** The operating system refused. */
    UNREADABLE,
    /** A device, pipe or socket. */
    SPECIAL,
    /** Its name is not valid UTF-8. */
    NAME,
    /** The root does not exist or is no folder. */
    ROOT_MISSING
  }

  /** Checks the values. */
  public FileProblem {
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }
}
