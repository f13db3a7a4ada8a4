package io.lifeboat.backup.archive;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was read is not a whole archive that this version can restore. */
public final class ArchiveCorruptException extends IOException {

  private static final long serialVersionUID = 1;

  private static final int MAX_MESSAGE = 1000;

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
    super(printable(message), cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Names in messages come from the archive, and go to terminals and logs. */
  private static String printable(String message) {
    StringBuilder out = new StringBuilder();
    message
        .codePoints()
        .limit(MAX_MESSAGE)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(message.length() > MAX_MESSAGE ? "…" : "").toString();
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
