package io.lifeboat.backup.api;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One step that is about to be taken.
 *
 * @param at when, UTC
 * @param step its name, in the words of whoever wrote it; prefixed by the dialect's id or {@code
 *     core} and a dot
 * @param facts what {@link Restorer#recover} needs to finish or revert it; no secrets
 */
public record JournalEntry(Instant at, String step, Map<String, String> facts) {

  /**
   * Copies the facts.
   *
   * @param at see above
   * @param step see above
   * @param facts see above
   */
  public JournalEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(step, "step");
    facts = Map.copyOf(facts);
  }
}
