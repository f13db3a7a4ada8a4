package io.lifeboat.backup.retention;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;

/**
 * How many backups are kept. A backup stays when any of the counting rules holds it; with none of
 * them, all stay. Zero turns a rule off.
 *
 * @param last how many of the newest
 * @param within how far back from the newest one, so that a long absence removes nothing
 * @param daily of how many days the last one; days without backups don't count
 * @param weekly of how many weeks, Monday to Sunday
 * @param monthly of how many months
 * @param yearly of how many years
 * @param zone where a day begins
 * @param maxTotalBytes how large all of them may be together: a limit on what the other rules hold,
 *     the oldest go first
 */
public record KeepRules(
    int last,
    Duration within,
    int daily,
    int weekly,
    int monthly,
    int yearly,
    ZoneId zone,
    long maxTotalBytes) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is less than zero
   */
  public KeepRules {
    Objects.requireNonNull(zone, "zone");
    boolean negative =
        last < 0
            || within.isNegative()
            || daily < 0
            || weekly < 0
            || monthly < 0
            || yearly < 0
            || maxTotalBytes < 0;
    if (negative) {
      throw new IllegalArgumentException("A keeping rule counts from zero up: " + this);
    }
  }

  /** Whether no rule counts, so that all stay as far as the limit allows. */
  boolean holdAll() {
    return last == 0 && within.isZero() && daily == 0 && weekly == 0 && monthly == 0 && yearly == 0;
  }
}
