package io.lifeboat.backup.api;

import java.util.Map;

/**
 * What is in a restored database, as read from it after loading.
 *
 * @param tallies one for each table, by its name as {@link PartResult} writes it
 */
public record Proof(Map<String, Tally> tallies) {

  /**
   * Copies the tallies.
   *
   * @param tallies see above
   */
  public Proof {
    tallies = Map.copyOf(tallies);
  }
}
