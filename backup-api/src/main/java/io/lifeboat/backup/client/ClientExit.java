package io.lifeboat.backup.client;

import java.util.List;

/**
 * How a client ended.
 *
 * @param status its exit status; 0 is what it calls success, 128 and more a signal
 * @param lastWords the last lines it wrote to its standard error, oldest first, secrets replaced
 * @param droppedLines how many lines it wrote before those
 */
public record ClientExit(int status, List<String> lastWords, long droppedLines) {

  private static final int SIGNALLED = 128;

  /**
   * Copies the lines.
   *
   * @param status see above
   * @param lastWords see above
   * @param droppedLines see above
   */
  public ClientExit {
    lastWords = List.copyOf(lastWords);
  }

  /**
   * Return how it ended, for a message to people.
   *
   * @return such as {@code ended with exit status 2. It said: ERROR 1045 …}
   */
  public String describe() {
    String how =
        status > SIGNALLED
            ? "was ended by signal " + (status - SIGNALLED)
            : "ended with exit status " + status;
    return lastWords.isEmpty()
        ? how + " and said nothing."
        : how + ". It said: " + String.join(" | ", lastWords);
  }
}
