package io.lifeboat.backup.archive;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was read is not a whole archive that this version can restore. */
public final class ArchiveCorruptException extends IOException {

  private static final long serialVersionUID = 1;

  /** Why, for code that decides; the message is for people. */
  public enum Reason {
    /** It does not end like an archive: never finished, cut, or something else altogether. */
    NOT_AN_ARCHIVE,
    /**
     * It was an archive, and its bytes are not those that were written, or contradict each other.
     */
    DAMAGED,
    /**
     * It asks for something that no archive of this library asks for, such as to leave its root.
     */
    REFUSED,
    /** It was written by a newer version, or with a codec that is not here. */
    UNSUPPORTED
  }

  private final Reason reason;

  /**
   * Make an exception.
   *
   * @param reason why
   * @param message what is wrong, where, and what can be done
   */
  public ArchiveCorruptException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Make an exception with a cause.
   *
   * @param reason why
   * @param message what is wrong, where, and what can be done
   * @param cause what led to it, or null
   */
  public ArchiveCorruptException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * Return why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
