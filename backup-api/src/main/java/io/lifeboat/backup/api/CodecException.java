package io.lifeboat.backup.api;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes could not be encoded, or what is to be decoded is not what was encoded. */
public class CodecException extends IOException {

  private static final long serialVersionUID = 1;

  /** Why, for code that decides; the message is for people. */
  public enum Reason {
    /** The password or identity is not one of those the bytes were encoded for. */
    WRONG_KEY,
    /** No password, recipient or identity was given where one is needed. */
    NO_KEY,
    /** The bytes were altered, cut or never of this format. */
    CORRUPT,
    /** A feature of the format that this codec does not have, or a limit it does not pass. */
    UNSUPPORTED
  }

  /** Why. */
  private final Reason reason;

  /**
   * Make an exception.
   *
   * @param reason why
   * @param message what happened and what can be done
   */
  public CodecException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Make an exception with a cause.
   *
   * @param reason why
   * @param message what happened and what can be done
   * @param cause what led to it, or null
   */
  public CodecException(Reason reason, String message, @Nullable Throwable cause) {
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

  /**
   * Tell whether the same call may succeed a little later; bytes don't get better.
   *
   * @return false
   */
  public boolean isTransient() {
    return false;
  }
}
