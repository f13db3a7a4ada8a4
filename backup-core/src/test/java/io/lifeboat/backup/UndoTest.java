package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the copy that a restore keeps. */
class UndoTest {

  private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

  @TempDir Path folder;
  private Sandbox host;
  private Map<String, String> backedUp;
  private Map<String, String> wrecked;

  @BeforeEach
  void restoreAWreck() throws IOException {
    host = new Sandbox(folder).fill();
    backedUp = host.live();
    try (BackupManager backups = host.unopenedBuilder().clock(after(Duration.ZERO)).build()) {
      String id = backups.backup(BackupRequest.everything()).id();
      host.wreck();
      wrecked = host.live();
      backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());
    }
  }

  private static Clock after(Duration time) {
    return Clock.fixed(START.plus(time), ZoneOffset.UTC);
  }

  @Test
  void anUndoThatFailsOnItsWayAndIsFinishedIsDoneAndKeepsTheOtherCopyForATimeOfItsOwn()
      throws IOException {
    Duration later = Duration.ofHours(23);
    try (BackupManager backups = host.unopenedBuilder().clock(after(later)).build()) {
      failOnceAt("keep");

      PendingUndo done = backups.undo();

      assertTrue(done.undone());
      assertEquals(wrecked, host.live());
      assertEquals(START.plus(later).plus(Duration.ofHours(24)), done.keptUntil());
      assertFalse(backups.undo().undone());
      assertEquals(backedUp, host.live());
    }
  }

  @Test
  void anUndoThatFailsBeforeItBeganChangesNothing() throws IOException {
    try (BackupManager backups = host.unopenedBuilder().clock(after(Duration.ZERO)).build()) {
      failOnceAt("live away");

      RestoreFailedException failed = assertThrows(RestoreFailedException.class, backups::undo);

      assertEquals(TargetState.UNCHANGED, failed.targetState());
      assertEquals(backedUp, host.live());
      assertTrue(backups.undo().undone());
      assertEquals(wrecked, host.live());
    }
  }

  private void failOnceAt(String failing) {
    AtomicBoolean failed = new AtomicBoolean();
    host.faults.beforeStep =
        step -> {
          if (step.equals(failing) && !failed.getAndSet(true)) {
            throw new IllegalStateException("The step '" + step + "' failed.");
          }
        };
  }

  @Test
  void aManagerWithoutTheDatabaseForgetsNoCopyOfIt() throws IOException {
    try (BackupManager filesOnly =
        BackupManager.builder()
            .application(HostApplication.of("Demo App", "1.2.0"))
            .files(FileRoot.of("uploads", host.uploads))
            .storage(host.storage)
            .stateDirectory(host.state)
            .clock(after(Duration.ofHours(25)))
            .build()) {
      filesOnly.recover();
      assertThrows(RestoreRefusedException.class, filesOnly::discardUndo);
    }
    assertTheCopyOfTheDatabaseGoesWithItsOwnManager();
  }

  @Test
  void aManagerOfAnotherDatabaseDropsNoCopyOfThisOne() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    try (BackupManager theirs =
        host.unopenedBuilder()
            .database(FolderDialect.at(other))
            .clock(after(Duration.ofHours(25)))
            .build()) {
      theirs.recover();
    }
    assertTheCopyOfTheDatabaseGoesWithItsOwnManager();
  }

  private void assertTheCopyOfTheDatabaseGoesWithItsOwnManager() throws IOException {
    assertEquals(1, copies(), "it is still there");
    try (BackupManager own = host.unopenedBuilder().clock(after(Duration.ofHours(25))).build()) {
      own.recover();
      assertEquals(0, copies(), "and was not forgotten");
    }
  }

  private long copies() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> String.valueOf(path.getFileName()).contains(".old")).count();
    }
  }

  @Test
  void aSafetyBackupThatRecoveryCouldNotOpenIsSaidBeforeALoadInPlace() throws IOException {
    Encryption recipient = Encryption.recipients(Sandbox.KEYS.recipient());
    try (BackupManager backups = host.unopenedBuilder().encryption(recipient).build()) {
      String id = backups.backup(BackupRequest.everything()).id();
      RestoreRequest request =
          RestoreRequest.ofBackup(id).withIdentities(Sandbox.KEYS.identity()).inPlace();

      List<Finding> findings = backups.preview(request).findings();

      assertTrue(has(findings, "safety.recovery"), findings::toString);
      assertFalse(has(backups.preview(request.swapped()).findings(), "safety.recovery"));
      assertFalse(
          has(backups.preview(request.withoutSafetyBackup()).findings(), "safety.recovery"));
    }
    Encryption both = recipient.withIdentities(Sandbox.KEYS.identity());
    try (BackupManager backups = host.unopenedBuilder().encryption(both).build()) {
      String id = backups.list().get(0).id();
      List<Finding> findings = backups.preview(RestoreRequest.ofBackup(id).inPlace()).findings();
      assertFalse(has(findings, "safety.recovery"), findings::toString);
    }
  }

  private static boolean has(List<Finding> findings, String code) {
    return findings.stream().anyMatch(found -> found.code().equals(code));
  }
}
