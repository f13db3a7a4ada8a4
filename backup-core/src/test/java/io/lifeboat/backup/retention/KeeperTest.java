package io.lifeboat.backup.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.retention.KeptBackup.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeeperTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final KeepRules NONE = Rules.with(0);

  @Test
  void theMaximumNumberOfBackupsRemovesTheOldest() {
    List<KeptBackup> five = daily(5);

    assertEquals(Set.of("b0", "b1", "b2"), kept(Rules.with(3), five));
  }

  @Test
  void withoutARuleEverythingStays() {
    assertEquals(ids(daily(5)), kept(NONE, daily(5)));
  }

  @Test
  void anythingThatOneRuleHoldsStays() {
    KeepRules lastTwoOrFourDays = new KeepRules(2, Duration.ZERO, 4, 0, 0, 0, ZoneOffset.UTC, 0);

    assertEquals(Set.of("b0", "b1", "b2", "b3"), kept(lastTwoOrFourDays, daily(6)));
  }

  @Test
  void aPartialBackupTakesNoPlaceOfACompleteOne() {
    List<KeptBackup> backups = new ArrayList<>(daily(2));
    for (int i = 0; i < 9; i++) {
      backups.add(partial("p" + i, NOW.minusSeconds(i)));
    }

    assertEquals(Set.of("b0", "b1", "p0", "p1"), kept(Rules.with(2), backups));
  }

  @Test
  void thePassingOfTimeAloneRemovesNothing() {
    KeepRules thirtyDays = new KeepRules(0, Duration.ofDays(30), 0, 0, 0, 0, ZoneOffset.UTC, 0);
    List<KeptBackup> backups = daily(20);

    assertEquals(ids(backups), keptAt(thirtyDays, backups, NOW.plus(Duration.ofDays(3_000))));
  }

  @Test
  void daysBeginWhereTheZoneSays() {
    ZoneId auckland = ZoneId.of("Pacific/Auckland");
    KeptBackup lateInAuckland = success("late", at(auckland, "2026-11-20T23:59:00"));
    KeptBackup earlyInAuckland = success("early", at(auckland, "2026-11-21T00:01:00"));
    KeptBackup laterThatDay = success("later", at(auckland, "2026-11-21T09:00:00"));
    KeepRules twoDays = new KeepRules(0, Duration.ZERO, 2, 0, 0, 0, auckland, 0);

    assertEquals(
        Set.of("late", "later"),
        kept(twoDays, List.of(lateInAuckland, earlyInAuckland, laterThatDay)));
  }

  @Test
  void aWeekThatBelongsToTwoYearsIsOneWeek() {
    KeptBackup monday = success("mon", Instant.parse("2024-12-30T10:00:00Z"));
    KeptBackup friday = success("fri", Instant.parse("2025-01-03T10:00:00Z"));
    KeptBackup before = success("before", Instant.parse("2024-12-29T10:00:00Z"));
    KeepRules twoWeeks = new KeepRules(0, Duration.ZERO, 0, 2, 0, 0, ZoneOffset.UTC, 0);

    assertEquals(Set.of("fri", "before"), kept(twoWeeks, List.of(monday, friday, before)));
  }

  @Test
  void pinnedBackupsStayAndTakeNoPlace() {
    List<KeptBackup> backups = new ArrayList<>(daily(4));
    backups.add(pinned("old", NOW.minus(Duration.ofDays(400))));
    backups.add(pinned("new", NOW));

    assertEquals(Set.of("b0", "b1", "old", "new"), kept(Rules.with(2), backups));
  }

  @Test
  void theNewestVerifiedOneStays() {
    List<KeptBackup> backups = new ArrayList<>(daily(3));
    backups.add(verified("proven", NOW.minus(Duration.ofDays(90))));
    backups.add(verified("proven-before", NOW.minus(Duration.ofDays(120))));

    assertEquals(Set.of("b0", "proven"), kept(Rules.with(1), backups));
  }

  @Test
  void theNewestWithFilesStaysWhereNewerOnesHoldTheDatabaseOnly() {
    List<KeptBackup> backups = new ArrayList<>(daily(3));
    backups.add(
        new KeptBackup(
            "files", NOW.minus(Duration.ofDays(9)), Series.SUCCESS, true, true, 1, false, false));

    assertEquals(Set.of("b0", "files"), kept(Rules.with(1), backups));
  }

  @Test
  void aBackupOfTheFutureStaysAndHoldsNoOther() {
    List<KeptBackup> backups = new ArrayList<>(daily(3));
    backups.add(success("future", NOW.plus(Duration.ofDays(365))));
    KeepRules tenDays = new KeepRules(1, Duration.ofDays(10), 0, 0, 0, 0, ZoneOffset.UTC, 0);

    assertEquals(Set.of("b0", "b1", "b2", "future"), kept(tenDays, backups));
  }

  @Test
  void aClockThatWasSetBackRemovesNothing() {
    assertEquals(
        ids(daily(9)), keptAt(Rules.with(1), daily(9), Instant.parse("1970-01-01T00:00:00Z")));
  }

  @Test
  void theLimitOfTheTotalSizeTakesTheOldestFirstAndPartialsBeforeThat() {
    List<KeptBackup> backups =
        List.of(
            sized("s0", 0, Series.SUCCESS, 40),
            sized("s1", 1, Series.SUCCESS, 40),
            sized("s2", 2, Series.SUCCESS, 40),
            sized("p0", 0, Series.PARTIAL, 10),
            sized("p1", 1, Series.PARTIAL, 10),
            sized("p2", 2, Series.PARTIAL, 10));
    KeepRules hundred = new KeepRules(0, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC, 100);

    assertEquals(Set.of("s0", "s1", "p0", "p1"), kept(hundred, backups));
  }

  @Test
  void anOlderBackupThatFitsDoesNotOutliveANewerOneThatDoesNot() {
    List<KeptBackup> backups =
        List.of(
            sized("s0", 0, Series.SUCCESS, 50),
            sized("s1", 1, Series.SUCCESS, 60),
            sized("s2", 2, Series.SUCCESS, 10));
    KeepRules hundred = new KeepRules(0, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC, 100);

    assertEquals(Set.of("s0"), kept(hundred, backups));
  }

  @Test
  void theNewestStaysThoughItAloneIsOverTheLimit() {
    KeepRules ten = new KeepRules(0, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC, 10);

    assertEquals(Set.of("s0"), kept(ten, List.of(sized("s0", 0, Series.SUCCESS, 50))));
  }

  @Test
  void eachVerdictSaysWhy() {
    List<Verdict> verdicts = new Keeper(Rules.with(1)).judge(daily(2), NOW);

    assertEquals(
        List.of("the newest SUCCESS with the database", "the newest SUCCESS", "one of the last 1"),
        verdicts.get(0).reasons());
    assertEquals(List.of("held by no rule"), verdicts.get(1).reasons());
  }

  @Test
  void aNegativeRuleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Rules.with(-1));
  }

  /** What K1 promises, over random histories of an administrator, a schedule and bad clocks. */
  @Test
  void noHistoryLosesWhatMustNeverGo() {
    long first = Long.getLong("lifeboat.seed", 1);
    long histories = Boolean.getBoolean("campaign") ? 20_000 : 1_000;
    for (long seed = first; seed < first + histories; seed++) {
      new History(seed).run();
    }
  }

  private static Set<String> kept(KeepRules rules, List<KeptBackup> backups) {
    return keptAt(rules, backups, NOW);
  }

  private static Set<String> keptAt(KeepRules rules, List<KeptBackup> backups, Instant now) {
    return new Keeper(rules)
        .judge(backups, now).stream()
            .filter(Verdict::kept)
            .map(verdict -> verdict.backup().id())
            .collect(Collectors.toSet());
  }

  private static Set<String> ids(List<KeptBackup> backups) {
    return backups.stream().map(KeptBackup::id).collect(Collectors.toSet());
  }

  /** b0 is of now, b1 of a day before, and so on; the database only. */
  private static List<KeptBackup> daily(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> success("b" + i, NOW.minus(Duration.ofDays(i))))
        .toList();
  }

  private static KeptBackup success(String id, Instant created) {
    return new KeptBackup(id, created, Series.SUCCESS, true, false, 1, false, false);
  }

  private static KeptBackup partial(String id, Instant created) {
    return new KeptBackup(id, created, Series.PARTIAL, true, true, 1, false, false);
  }

  private static KeptBackup pinned(String id, Instant created) {
    return new KeptBackup(id, created, Series.SUCCESS, true, false, 1, true, false);
  }

  private static KeptBackup verified(String id, Instant created) {
    return new KeptBackup(id, created, Series.SUCCESS, true, false, 1, false, true);
  }

  private static KeptBackup sized(String id, int daysAgo, Series series, long bytes) {
    Instant created = NOW.minus(Duration.ofDays(daysAgo));
    return new KeptBackup(id, created, series, true, false, bytes, false, false);
  }

  private static Instant at(ZoneId zone, String local) {
    return LocalDateTime.parse(local).atZone(zone).toInstant();
  }

  /** Short for rules that count the last ones only. */
  private static final class Rules {

    static KeepRules with(int last) {
      return new KeepRules(last, Duration.ZERO, 0, 0, 0, 0, ZoneOffset.UTC, 0);
    }
  }

  /** A random history; every failure names the seed that repeats it. */
  private static final class History {

    private final long seed;
    private final java.util.Random random;
    private final List<KeptBackup> stored = new ArrayList<>();
    private Instant now = NOW;
    private int made;

    History(long seed) {
      this.seed = seed;
      this.random = new java.util.Random(seed);
    }

    void run() {
      KeepRules rules = randomRules();
      int steps = 5 + random.nextInt(60);
      for (int i = 0; i < steps; i++) {
        step();
        if (random.nextInt(3) > 0) {
          apply(rules);
        }
        if (random.nextInt(20) == 0) {
          rules = randomRules();
        }
      }
    }

    private KeepRules randomRules() {
      String[] zones = {"UTC", "Europe/Zurich", "Pacific/Apia", "America/St_Johns"};
      return new KeepRules(
          random.nextInt(4),
          random.nextBoolean() ? Duration.ZERO : Duration.ofHours(random.nextInt(500)),
          random.nextInt(4),
          random.nextInt(3),
          random.nextInt(3),
          random.nextInt(2),
          ZoneId.of(zones[random.nextInt(zones.length)]),
          random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0);
    }

    private void step() {
      now = now.plus(Duration.ofMinutes(random.nextInt(3_000)));
      switch (random.nextInt(12)) {
        case 0 -> now = now.plus(Duration.ofDays(random.nextInt(400)));
        case 1 -> now = now.minus(Duration.ofDays(random.nextInt(100)));
        case 2 -> change(backup -> pinned(backup, true));
        case 3 -> change(backup -> pinned(backup, false));
        case 4 -> change(History::verified);
        case 5 -> {} // a failed or an interrupted backup leaves nothing that counts
        default -> make();
      }
    }

    private void make() {
      Series series = random.nextInt(4) == 0 ? Series.PARTIAL : Series.SUCCESS;
      boolean files = random.nextBoolean();
      boolean database = !files || random.nextInt(4) > 0;
      stored.add(
          new KeptBackup(
              "b" + made++, now, series, database, files, 1 + random.nextInt(99), false, false));
    }

    private void change(java.util.function.UnaryOperator<KeptBackup> change) {
      if (!stored.isEmpty()) {
        int at = random.nextInt(stored.size());
        stored.set(at, change.apply(stored.get(at)));
      }
    }

    private static KeptBackup pinned(KeptBackup old, boolean value) {
      return new KeptBackup(
          old.id(),
          old.created(),
          old.series(),
          old.database(),
          old.files(),
          old.bytes(),
          value,
          old.verified());
    }

    private static KeptBackup verified(KeptBackup old) {
      return new KeptBackup(
          old.id(),
          old.created(),
          old.series(),
          old.database(),
          old.files(),
          old.bytes(),
          old.pinned(),
          true);
    }

    private void apply(KeepRules rules) {
      Keeper keeper = new Keeper(rules);
      List<Verdict> verdicts = keeper.judge(stored, now);
      assertEquals(ids(stored).size(), verdicts.size(), this::toString);
      Set<String> kept = keptAt(rules, stored, now);

      mustStay(kept, backup -> backup.series() == Series.SUCCESS);
      mustStay(kept, backup -> backup.series() == Series.PARTIAL);
      mustStay(kept, backup -> backup.series() == Series.SUCCESS && backup.database());
      mustStay(kept, backup -> backup.series() == Series.SUCCESS && backup.files());
      mustStay(kept, KeptBackup::verified);
      stored.stream()
          .filter(KeptBackup::pinned)
          .forEach(backup -> assertTrue(kept.contains(backup.id()), this::toString));
      partialsPushNothingOut(rules, kept);
      timeAloneRemovesNothing(rules);

      stored.removeIf(backup -> !kept.contains(backup.id()));
      assertEquals(ids(stored), keptAt(rules, stored, now), this::toString);
    }

    private void mustStay(Set<String> kept, java.util.function.Predicate<KeptBackup> kind) {
      Optional<KeptBackup> newest =
          stored.stream().sorted(KeptBackup.NEWEST_FIRST).filter(kind).findFirst();
      newest.ifPresent(
          backup -> assertTrue(kept.contains(backup.id()), () -> this + " lost " + backup));
    }

    private void partialsPushNothingOut(KeepRules rules, Set<String> kept) {
      List<KeptBackup> complete =
          stored.stream().filter(backup -> backup.series() == Series.SUCCESS).toList();
      Set<String> keptOfAll = new java.util.HashSet<>(kept);
      keptOfAll.retainAll(ids(complete));
      assertEquals(keptAt(rules, complete, now), keptOfAll, this::toString);
    }

    private void timeAloneRemovesNothing(KeepRules rules) {
      boolean future = stored.stream().anyMatch(backup -> backup.created().isAfter(now));
      if (!future) {
        assertEquals(
            keptAt(rules, stored, now),
            keptAt(rules, stored, now.plus(Duration.ofDays(1_000))),
            this::toString);
      }
    }

    @Override
    public String toString() {
      return "-Dlifeboat.seed=" + seed + " at " + now;
    }
  }
}
