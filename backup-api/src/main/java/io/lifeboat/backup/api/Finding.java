package io.lifeboat.backup.api;

import java.util.Objects;

/**
 * One thing a check has to say.
 *
 * @param severity how bad
 * @param code stable, for code that decides: lower-case words joined by dots and dashes, such as
 *     {@code client.missing}
 * @param message what is the case, as a sentence to an operator; no secrets
 * @param fix what to do, such as the exact command or grant; empty if nothing is to be done
 */
public record Finding(Severity severity, String code, String message, String fix) {

  /** How bad a finding is. */
  public enum Severity {
    /** Good to know. */
    INFO,
    /** It will work; something may surprise. */
    WARNING,
    /** It would not work, or not completely. */
    ERROR
  }

  /**
   * Checks that nothing is null.
   *
   * @param severity see above
   * @param code see above
   * @param message see above
   * @param fix see above
   */
  public Finding {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(fix, "fix");
  }

  /**
   * Make a finding that is good to know.
   *
   * @param code stable code
   * @param message what is the case
   * @return the finding, without a fix
   */
  public static Finding info(String code, String message) {
    return new Finding(Severity.INFO, code, message, "");
  }

  /**
   * Make a warning.
   *
   * @param code stable code
   * @param message what is the case
   * @param fix what to do
   * @return the finding
   */
  public static Finding warning(String code, String message, String fix) {
    return new Finding(Severity.WARNING, code, message, fix);
  }

  /**
   * Make an error.
   *
   * @param code stable code
   * @param message what is the case
   * @param fix what to do
   * @return the finding
   */
  public static Finding error(String code, String message, String fix) {
    return new Finding(Severity.ERROR, code, message, fix);
  }

  /**
   * Tell whether this is an {@link Severity#ERROR}.
   *
   * @return true if so
   */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    return fix.isEmpty() ? message : message + " " + fix;
  }
}
