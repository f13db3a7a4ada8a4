package io.lifeboat.backup.api;

import java.util.Map;

/**
 * What a dialect counted while it wrote or loaded a part.
 *
 * <p>A part of one table has one tally; a part that holds a whole dump has one for each table.
 *
 * @param tallies by group, which for rows is the table's name as the dialect writes it; empty for
 *     parts without rows
 */
public record PartResult(Map<String, Tally> tallies) {

  private static final PartResult NOTHING = new PartResult(Map.of());

  /**
   * Copies the tallies.
   *
   * @param tallies see above
   */
  public PartResult {
    tallies = Map.copyOf(tallies);
  }

  /**
   * Return the result of a part without rows.
   *
   * @return no tallies
   */
  public static PartResult nothing() {
    return NOTHING;
  }

  /**
   * Return the result of a part of one table.
   *
   * @param group the table
   * @param tally its rows
   * @return the result
   */
  public static PartResult of(String group, Tally tally) {
    return new PartResult(Map.of(group, tally));
  }

  /**
   * Return the number of rows of all tables.
   *
   * @return zero or more
   */
  public long rows() {
    return tallies.values().stream().mapToLong(Tally::rows).sum();
  }
}
