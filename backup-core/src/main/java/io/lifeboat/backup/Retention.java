package io.lifeboat.backup;

import io.lifeboat.backup.retention.KeepRules;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How many backups a destination keeps. Immutable.
 *
 * <p>A backup stays as long as any of the rules holds it; without a rule all stay. Complete backups
 * and those with missing files ({@link BackupOutcome#PARTIAL}) are counted apart, so that none of
 * the latter ever takes the place of a complete one.
 *
 * <p>What the rules say, these stay: pinned backups, which take no place of others; the newest
 * complete one, also the newest with the database and the newest with files; the newest partial
 * one; the newest that was verified. Ages are measured from the newest backup and not from today,
 * so that the passing of time alone removes nothing.
 */
public final class Retention {

  private final KeepRules rules;

  private Retention(KeepRules rules) {
    this.rules = rules;
  }

  /**
   * Begin without a rule.
   *
   * @return keeps everything; days begin at midnight UTC
   */
  public static Retention rules() {
    return new Retention(new KeepRules(0, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC, 0));
  }

  /**
   * Keep the newest ones: the maximum number of backups, of which the oldest is deleted when there
   * are more.
   *
   * @param count one or more
   * @return new rules
   */
  public Retention keepLast(int count) {
    return with(requirePositive(count), rules.within(), rules.daily(), rules.weekly());
  }

  /**
   * Keep those that are not much older than the newest one.
   *
   * @param age more than zero
   * @return new rules
   */
  public Retention keepWithin(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("An age to keep is more than zero, not " + age);
    }
    return with(rules.last(), age, rules.daily(), rules.weekly());
  }

  /**
   * Keep the last one of each of the newest days that have any.
   *
   * @param days one or more
   * @return new rules
   */
  public Retention keepDaily(int days) {
    return with(rules.last(), rules.within(), requirePositive(days), rules.weekly());
  }

  /**
   * Keep the last one of each of the newest weeks that have any. A week begins on Monday.
   *
   * @param weeks one or more
   * @return new rules
   */
  public Retention keepWeekly(int weeks) {
    return with(rules.last(), rules.within(), rules.daily(), requirePositive(weeks));
  }

  private Retention with(int last, Duration within, int daily, int weekly) {
    return new Retention(
        new KeepRules(
            last,
            within,
            daily,
            weekly,
            rules.monthly(),
            rules.yearly(),
            rules.zone(),
            rules.maxTotalBytes()));
  }

  /**
   * Keep the last one of each of the newest months that have any.
   *
   * @param months one or more
   * @return new rules
   */
  public Retention keepMonthly(int months) {
    return with(requirePositive(months), rules.yearly(), rules.zone(), rules.maxTotalBytes());
  }

  /**
   * Keep the last one of each of the newest years that have any.
   *
   * @param years one or more
   * @return new rules
   */
  public Retention keepYearly(int years) {
    return with(rules.monthly(), requirePositive(years), rules.zone(), rules.maxTotalBytes());
  }

  /**
   * Say where days, weeks, months and years begin.
   *
   * @param zone the zone
   * @return new rules
   */
  public Retention inZone(ZoneId zone) {
    return with(rules.monthly(), rules.yearly(), zone, rules.maxTotalBytes());
  }

  /**
   * Limit the size of all together. It takes away from what the rules hold: partial backups before
   * complete ones, the oldest first. What always stays may exceed it.
   *
   * @param bytes more than zero
   * @return new rules
   */
  public Retention maxTotalSize(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("A total size has at least one byte, not " + bytes);
    }
    return with(rules.monthly(), rules.yearly(), rules.zone(), bytes);
  }

  private Retention with(int monthly, int yearly, ZoneId zone, long maxTotalBytes) {
    return new Retention(
        new KeepRules(
            rules.last(),
            rules.within(),
            rules.daily(),
            rules.weekly(),
            monthly,
            yearly,
            zone,
            maxTotalBytes));
  }

  private static int requirePositive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "A rule keeps at least one backup, not " + count + ". Leave the rule out instead.");
    }
    return count;
  }

  KeepRules keepRules() {
    return rules;
  }
}
