package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationsTest {

  @TempDir Path folder;
  private Sandbox host;
  private Path offsite;
  private final Calendar calendar = new Calendar();

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder).fill();
    offsite = folder.resolve("offsite");
  }

  private BackupManagerBuilder builder() {
    return host.builder().clock(calendar);
  }

  private Destination copy() {
    return Destination.at("offsite", offsite.toUri());
  }

  private String backUp(BackupManager backups) {
    calendar.now = calendar.now.plus(Duration.ofDays(1));
    return backups.backup(BackupRequest.everything()).id();
  }

  private static List<String> ids(BackupStore store) {
    return store.list().stream().filter(BackupSummary::isComplete).map(BackupSummary::id).toList();
  }

  @Test
  void aCopyIsTheSameBytesAndCanBeListedVerifiedDownloadedRestoredAndDeleted() throws IOException {
    Map<String, String> before = host.live();
    try (BackupManager backups = builder().copyTo(copy().withPrefix("shop/db")).build()) {
      BackupReport report = backups.backup(BackupRequest.everything());
      String id = report.id();
      BackupStore store = backups.at("offsite");

      assertEquals(List.of(new CopyOutcome("offsite", id, Optional.empty())), report.copies());
      assertEquals(List.of(id), ids(store));
      assertEquals(id, store.verify(id).backupId());
      try (InputStream first = backups.download(id);
          InputStream second = store.download(id)) {
        assertArrayEquals(first.readAllBytes(), second.readAllBytes());
      }
      backups.at(Destination.PRIMARY).delete(id);
      host.wreck();
      assertThrows(
          BackupNotFoundException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));
      backups.restore(RestoreRequest.ofBackup(id).from("offsite"));
      assertEquals(before, host.live());
      store.delete(id);
      assertEquals(List.of(), ids(store));
    }
  }

  @Test
  void deletingABackupDeletesItEverywhere() {
    try (BackupManager backups = builder().copyTo(copy()).build()) {
      String id = backUp(backups);

      backups.delete(id);

      assertEquals(List.of(), backups.list());
      assertEquals(List.of(), backups.at("offsite").list());
    }
  }

  @Test
  void aCopyThatFailsHarmsNothingAndIsSentAgainByTheNextBackup() throws IOException {
    try (BackupManager backups = builder().copyTo(copy()).build()) {
      replaceByAFile(offsite);
      calendar.now = calendar.now.plus(Duration.ofDays(1));
      BackupReport failed = backups.backup(BackupRequest.everything());
      assertFalse(failed.copies().get(0).succeeded());
      assertTrue(failed.findings().stream().map(Finding::code).toList().contains("copy.failed"));
      assertEquals(List.of(failed.id()), ids(backups.at(Destination.PRIMARY)));

      Files.delete(offsite);
      Files.createDirectories(offsite);
      String second = backUp(backups);

      assertEquals(List.of(second, failed.id()), ids(backups.at("offsite")));
    }
  }

  @Test
  void aDestinationAddedLaterGetsByOneCallWhatItsRulesWouldKeep() {
    try (BackupManager alone = builder().build()) {
      for (int i = 0; i < 5; i++) {
        backUp(alone);
      }
    }
    Destination lastTwo = copy().withRetention(Retention.rules().keepLast(2));
    try (BackupManager backups = builder().copyTo(lastTwo).build()) {
      List<String> newest = ids(backups.at(Destination.PRIMARY)).subList(0, 2);

      assertEquals(2, backups.sync().size());

      assertEquals(newest, ids(backups.at("offsite")));
      assertEquals(List.of(), backups.sync(), "nothing lacks any more");
    }
  }

  @Test
  void whatWasCutOffAtADestinationIsSentAgain() throws IOException {
    try (BackupManager backups = builder().copyTo(copy()).build()) {
      String id = backUp(backups);
      try (Stream<Path> files = Files.walk(offsite)) {
        Path record = files.filter(path -> path.toString().endsWith(".json")).findFirst().get();
        Files.delete(record);
      }
      assertEquals(List.of(), ids(backups.at("offsite")));

      backups.sync();

      assertEquals(List.of(id), ids(backups.at("offsite")));
    }
  }

  @Test
  void anArchiveThatWasDamagedIsNotCopied() throws IOException {
    try (BackupManager alone = builder().build()) {
      String id = backUp(alone);
      try (Stream<Path> files = Files.walk(host.storage)) {
        Path archive = files.filter(path -> path.toString().endsWith(".tar")).findFirst().get();
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
      }
      try (BackupManager backups = builder().copyTo(copy()).build()) {
        CopyOutcome outcome = backups.sync().get(0);

        assertEquals(id, outcome.backupId());
        assertTrue(outcome.failure().orElseThrow().contains("not what its record says"));
        assertEquals(List.of(), backups.at("offsite").list());
      }
    }
  }

  @Test
  void eachDestinationKeepsByItsOwnRules() {
    Destination lastThree = copy().withRetention(Retention.rules().keepLast(3));
    try (BackupManager backups =
        builder().retention(Retention.rules().keepLast(1)).copyTo(lastThree).build()) {
      backUp(backups);
      String third = backUp(backups);
      String second = backUp(backups);
      String first = backUp(backups);

      assertEquals(List.of(first), ids(backups.at(Destination.PRIMARY)));
      assertEquals(List.of(first, second, third), ids(backups.at("offsite")));
    }
  }

  @Test
  void thePlanSaysWhatWouldGoAndWhyAndChangesNothing() {
    try (BackupManager all = builder().build()) {
      String second = backUp(all);
      String first = backUp(all);
      try (BackupManager backups = builder().retention(Retention.rules().keepLast(1)).build()) {
        RetentionPlan plan = backups.at(Destination.PRIMARY).plan();

        assertEquals(List.of(second), plan.removed().stream().map(BackupSummary::id).toList());
        assertEquals(List.of("held by no rule"), plan.entries().get(1).reasons());
        assertEquals(List.of(first, second), ids(backups.at(Destination.PRIMARY)));

        assertEquals(List.of(second), backups.at(Destination.PRIMARY).prune());
        assertEquals(List.of(first), ids(backups.at(Destination.PRIMARY)));
      }
    }
  }

  @Test
  void aPinnedBackupStaysEverywhereUntilItIsUnpinned() {
    Retention one = Retention.rules().keepLast(1);
    try (BackupManager backups =
        builder().retention(one).copyTo(copy().withRetention(one)).build()) {
      String pinned = backUp(backups);
      backups.pin(pinned, "ada");
      String second = backUp(backups);
      assertTrue(backups.find(pinned).orElseThrow().isPinned());
      for (String place : backups.destinations()) {
        assertEquals(List.of(second, pinned), ids(backups.at(place)));
      }

      calendar.now = calendar.now.plusSeconds(1);
      backups.unpin(pinned, "ada");
      String third = backUp(backups);

      for (String place : backups.destinations()) {
        assertEquals(List.of(third), ids(backups.at(place)));
      }
    }
  }

  @Test
  void aPinGoesWithTheCopyThatIsSentLater() {
    try (BackupManager alone = builder().build()) {
      alone.pin(backUp(alone), "ada");
    }
    try (BackupManager backups = builder().copyTo(copy()).build()) {
      backups.sync();

      assertTrue(backups.at("offsite").list().get(0).isPinned());
    }
  }

  @Test
  void theSafetyBackupOfARestoreIsPinned() {
    try (BackupManager backups = builder().retention(Retention.rules().keepLast(1)).build()) {
      String id = backUp(backups);
      calendar.now = calendar.now.plusSeconds(1);
      String safety = backups.restore(RestoreRequest.ofBackup(id)).safetyBackup().orElseThrow();
      backUp(backups);
      backUp(backups);

      assertTrue(backups.find(safety).orElseThrow().isPinned());
    }
  }

  @Test
  void theNewestVerifiedBackupStays() {
    try (BackupManager backups = builder().retention(Retention.rules().keepLast(1)).build()) {
      String proven = backUp(backups);
      backups.verify(proven);
      assertEquals(
          Optional.of(calendar.now), backups.find(proven).flatMap(BackupSummary::verified));

      backUp(backups);
      String newest = backUp(backups);

      assertEquals(List.of(newest, proven), ids(backups.at(Destination.PRIMARY)));
    }
  }

  @Test
  void anotherApplicationsBackupsInTheSameStorageStay() {
    Retention one = Retention.rules().keepLast(1);
    try (BackupManager mine = builder().retention(one).build();
        BackupManager other =
            builder()
                .application(HostApplication.of("Other App", "1.0.0"))
                .retention(one)
                .build()) {
      String theirs = backUp(other);
      backUp(mine);
      String ours = backUp(mine);

      assertEquals(List.of(ours, theirs), ids(mine.at(Destination.PRIMARY)));
    }
  }

  @Test
  void aRemovalThatFailsDoesNotFailTheBackup() throws IOException {
    try (BackupManager backups = builder().retention(Retention.rules().keepLast(1)).build()) {
      String first = backUp(backups);
      Path archive;
      try (Stream<Path> files = Files.walk(host.storage)) {
        archive = files.filter(path -> path.toString().endsWith(".tar")).findFirst().get();
      }
      Path kept = archive.resolveSibling("kept");
      long size = Files.size(archive);
      Files.move(archive, kept, StandardCopyOption.ATOMIC_MOVE);
      Files.createDirectories(archive.resolve("not empty, so it can't be removed"));
      assertTrue(size > 0);

      calendar.now = calendar.now.plus(Duration.ofDays(1));
      BackupReport second = backups.backup(BackupRequest.everything());

      assertTrue(backups.find(second.id()).orElseThrow().isComplete());
      assertFalse(backups.find(first).filter(BackupSummary::isComplete).isPresent());
    }
  }

  @Test
  void allThatIsWrongWithTheDestinationsIsSaidAtOnce() {
    ConfigurationException refused =
        assertThrows(
            ConfigurationException.class,
            () ->
                builder()
                    .copyTo(copy())
                    .copyTo(copy())
                    .copyTo(Destination.at("far", java.net.URI.create("nowhere://x")))
                    .build());

    assertEquals(2, refused.problems().size(), refused::getMessage);
  }

  private static void replaceByAFile(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.writeString(directory, "in the way");
  }

  /** A clock that stands until it is moved. */
  private static final class Calendar extends Clock {

    private Instant now = Instant.parse("2026-01-01T03:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
