package io.lifeboat.backup;

import java.util.Objects;

/**
 * What a recovery found and did.
 *
 * @param state which data is live
 * @param message what happened, as a sentence
 */
public record RecoveryReport(State state, String message) {

  /** Which data is live. */
  public enum State {
    /** Nothing had been cut off. */
    NOTHING_TO_DO,
    /** The data from before the operation, whole. */
    OLD_DATA_IS_LIVE,
    /** The restored data, whole. */
    RESTORED_DATA_IS_LIVE
  }

  /**
   * Checks that nothing is missing.
   *
   * @param state see above
   * @param message see above
   */
  public RecoveryReport {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(message, "message");
  }
}
