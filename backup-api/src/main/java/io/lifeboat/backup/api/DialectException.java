package io.lifeboat.backup.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A database or its client could not do what it was asked to. Carries no secret. */
public class DialectException extends Exception {

  private static final long serialVersionUID = 1;

  /** Why, for code that decides; the message is for people. */
  public enum Reason {
    /** The server could not be reached, or the connection broke. */
    CONNECTION,
    /** The server refused user or password. */
    AUTHENTICATION,
    /** The user lacks a privilege; the message names the grant. */
    PRIVILEGE,
    /** No client program that fits was found; the message names the package. */
    CLIENT_MISSING,
    /** The client program failed, or said something that is not known to be harmless. */
    CLIENT_FAILED,
    /** The server answered with an error. */
    SERVER,
    /** What was read or loaded is not what was expected: counts, warnings, hashes, end markers. */
    DATA,
    /** Another restore holds the lock. */
    LOCKED,
    /** The dialect can't do this. */
    UNSUPPORTED,
    /** The options contradict each other or the server. */
    CONFIGURATION,
    /** Cancelled on request. */
    CANCELLED,
    /** A time limit was reached. */
    TIMEOUT,
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
   * @param message what happened, to which part, and what can be done
   */
  public DialectException(Reason reason, String message) {
    this(reason, message, false, null);
  }

  /**
   * Make an exception.
   *
   * @param reason why
   * @param message what happened, to which part, and what can be done
   * @param isTransient whether the same call may succeed a little later
   * @param cause what led to it, or null
   */
  public DialectException(
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
