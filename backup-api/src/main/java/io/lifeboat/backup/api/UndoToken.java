package io.lifeboat.backup.api;

import java.util.Objects;

/**
 * What a dialect needs to undo a completed restore; opaque to everybody else.
 *
 * @param value without secrets; kept in the journal and in reports
 */
public record UndoToken(String value) {

  /**
   * Checks the value.
   *
   * @param value see above
   */
  public UndoToken {
    Objects.requireNonNull(value, "value");
  }
}
