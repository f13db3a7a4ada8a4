package io.lifeboat.backup.api;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A storage could not do what it was asked to. Carries no secret. */
public class StorageException extends IOException {

  private static final long serialVersionUID = 1;

  /** Why, for code that decides; the message is for people. */
  public enum Reason {
    /** There is no such object. */
    NOT_FOUND,
    /** The key is taken. */
    EXISTS,
    /** The object is shorter than the range asked for. */
    RANGE,
    /** The storage refused the credentials or the access. */
    DENIED,
    /** No room is left, or a quota is reached. */
    FULL,
    /** What arrived is not what was sent. */
    CORRUPTED,
    /** The storage could not be reached, or broke off. */
    UNAVAILABLE,
    /** The storage is set up in a way that can't work. */
    CONFIGURATION,
    /** Anything else. */
    OTHER
  }

  /** Why. */
  private final Reason reason;

  /** Whether a repetition may help. */
  private final boolean isTransient;

  /**
   * Make an exception for a failure that a repetition won't mend.
   *
   * @param reason why
   * @param message what happened, to which object, and what can be done
   */
  public StorageException(Reason reason, String message) {
    this(reason, message, false, null);
  }

  /**
   * Make an exception.
   *
   * @param reason why
   * @param message what happened, to which object, and what can be done
   * @param isTransient whether the same call may succeed a little later
   * @param cause what led to it, or null
   */
  public StorageException(
      Reason reason, String message, boolean isTransient, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.isTransient = isTransient;
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
   * Tell whether the same call may succeed a little later.
   *
   * @return true if so
   */
  public boolean isTransient() {
    return isTransient;
  }
}
