package io.lifeboat.backup.retention;

import io.lifeboat.backup.retention.KeptBackup.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Applies keeping rules to what a storage holds.
 *
 * <p>The passing of time alone removes nothing: ages are measured from the newest backup of a
 * series. What the rules count are unpinned backups that are not of the future; pinned ones stay
 * and take no place, and so do those of a time that has not come, since a clock was wrong and
 * nobody knows which. The last copies of their kind stay whatever the rules say.
 */
public final class Keeper {

  /** How far ahead a node's clock may be before its backups count as being of the future. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final KeepRules rules;

  /**
   * Take rules.
   *
   * @param rules to apply
   */
  public Keeper(KeepRules rules) {
    this.rules = rules;
  }

  /**
   * Judge all backups of one application in one storage.
   *
   * @param backups whole ones only, in any order
   * @param now what the clock says
   * @return a verdict for each, newest first
   */
  public List<Verdict> judge(List<KeptBackup> backups, Instant now) {
    List<KeptBackup> newestFirst = backups.stream().sorted(KeptBackup.NEWEST_FIRST).toList();
    Map<KeptBackup, List<String>> holding = new LinkedHashMap<>();
    newestFirst.forEach(backup -> holding.put(backup, new ArrayList<>()));
    Map<KeptBackup, List<String>> guarding = guards(newestFirst, now);
    for (Series series : Series.values()) {
      count(countable(newestFirst, series, now), holding);
    }
    Set<KeptBackup> overLimit = overLimit(newestFirst, holding, guarding.keySet());
    return newestFirst.stream()
        .map(
            backup ->
                verdict(
                    backup,
                    guarding.getOrDefault(backup, List.of()),
                    holding.getOrDefault(backup, List.of()),
                    overLimit.contains(backup)))
        .toList();
  }

  private static Verdict verdict(
      KeptBackup backup, List<String> guards, List<String> rules, boolean overLimit) {
    List<String> reasons = new ArrayList<>(guards);
    if (!overLimit) {
      reasons.addAll(rules);
    }
    if (!reasons.isEmpty()) {
      return new Verdict(backup, true, reasons);
    }
    String why = overLimit ? "over the limit of the total size" : "held by no rule";
    return new Verdict(backup, false, List.of(why));
  }

  /** What stays whatever the rules say. */
  private static Map<KeptBackup, List<String>> guards(List<KeptBackup> newestFirst, Instant now) {
    Map<KeptBackup, List<String>> guards = new LinkedHashMap<>();
    guard(guards, newestFirst, KeptBackup::pinned, "pinned");
    guard(
        guards,
        newestFirst,
        backup -> ofTheFuture(backup, now),
        "made at a time that has not come yet: check the clocks");
    List<KeptBackup> past =
        newestFirst.stream().filter(backup -> !ofTheFuture(backup, now)).toList();
    for (List<KeptBackup> candidates : List.of(newestFirst, past)) {
      guardNewest(guards, candidates, Series.SUCCESS, KeptBackup::database, "with the database");
      guardNewest(guards, candidates, Series.SUCCESS, KeptBackup::files, "with files");
      guardNewest(guards, candidates, Series.SUCCESS, backup -> true, "");
      guardNewest(guards, candidates, Series.PARTIAL, backup -> true, "");
      guardNewest(guards, candidates, Series.SUCCESS, KeptBackup::verified, "verified");
      guardNewest(guards, candidates, Series.PARTIAL, KeptBackup::verified, "verified");
    }
    return guards;
  }

  private static boolean ofTheFuture(KeptBackup backup, Instant now) {
    return backup.created().isAfter(now.plus(SKEW));
  }

  private static void guard(
      Map<KeptBackup, List<String>> guards,
      List<KeptBackup> backups,
      Predicate<KeptBackup> condition,
      String reason) {
    backups.stream().filter(condition).forEach(backup -> add(guards, backup, reason));
  }

  private static void guardNewest(
      Map<KeptBackup, List<String>> guards,
      List<KeptBackup> newestFirst,
      Series series,
      Predicate<KeptBackup> condition,
      String what) {
    String reason = ("the newest " + series + " " + what).strip();
    newestFirst.stream()
        .filter(backup -> backup.series() == series)
        .filter(condition)
        .findFirst()
        .ifPresent(newest -> add(guards, newest, reason));
  }

  private static void add(Map<KeptBackup, List<String>> reasons, KeptBackup backup, String reason) {
    List<String> all = reasons.computeIfAbsent(backup, held -> new ArrayList<>());
    if (!all.contains(reason)) {
      all.add(reason);
    }
  }

  private static List<KeptBackup> countable(
      List<KeptBackup> newestFirst, Series series, Instant now) {
    return newestFirst.stream()
        .filter(backup -> backup.series() == series)
        .filter(backup -> !backup.pinned() && !ofTheFuture(backup, now))
        .toList();
  }

  private void count(List<KeptBackup> series, Map<KeptBackup, List<String>> holding) {
    if (rules.holdAll()) {
      series.forEach(backup -> add(holding, backup, "no rule removes it"));
      return;
    }
    series.stream()
        .limit(rules.last())
        .forEach(backup -> add(holding, backup, "one of the last " + rules.last()));
    if (!rules.within().isZero() && !series.isEmpty()) {
      Instant limit = series.get(0).created().minus(rules.within());
      guard(
          holding,
          series,
          backup -> !backup.created().isBefore(limit),
          "within " + rules.within() + " of the newest");
    }
    ZoneId zone = rules.zone();
    lastOfEach("day", rules.daily(), series, holding, backup -> day(backup, zone));
    lastOfEach("week", rules.weekly(), series, holding, backup -> week(day(backup, zone)));
    lastOfEach(
        "month", rules.monthly(), series, holding, backup -> day(backup, zone).withDayOfMonth(1));
    lastOfEach("year", rules.yearly(), series, holding, backup -> day(backup, zone).getYear());
  }

  private static LocalDate day(KeptBackup backup, ZoneId zone) {
    return LocalDate.ofInstant(backup.created(), zone);
  }

  private static String week(LocalDate day) {
    return day.get(IsoFields.WEEK_BASED_YEAR) + "-" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  private static void lastOfEach(
      String period,
      int count,
      List<KeptBackup> newestFirst,
      Map<KeptBackup, List<String>> holding,
      Function<KeptBackup, Object> periodOf) {
    Set<Object> seen = new HashSet<>();
    for (KeptBackup backup : newestFirst) {
      if (seen.size() == count) {
        return;
      }
      if (seen.add(periodOf.apply(backup))) {
        add(holding, backup, "the last of its " + period);
      }
    }
  }

  /**
   * Finds what has to go for the total size: PARTIAL ones before any SUCCESS, then the oldest
   * first. What is guarded stays, but takes its room.
   */
  private Set<KeptBackup> overLimit(
      List<KeptBackup> newestFirst,
      Map<KeptBackup, List<String>> holding,
      Set<KeptBackup> guarded) {
    Set<KeptBackup> over = new HashSet<>();
    if (rules.maxTotalBytes() == 0) {
      return over;
    }
    long room = rules.maxTotalBytes();
    for (Series series : List.of(Series.SUCCESS, Series.PARTIAL)) {
      List<KeptBackup> own =
          newestFirst.stream().filter(backup -> backup.series() == series).toList();
      room -= own.stream().filter(guarded::contains).mapToLong(KeptBackup::bytes).sum();
      boolean full = false;
      for (KeptBackup backup : own) {
        if (guarded.contains(backup) || holding.getOrDefault(backup, List.of()).isEmpty()) {
          continue;
        }
        full = full || backup.bytes() > room; // an older one that is small must not outlive it
        if (full) {
          over.add(backup);
        } else {
          room -= backup.bytes();
        }
      }
    }
    return over;
  }
}
