package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.spi.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceCheckTest {

  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path uploads;

  @BeforeEach
  void fill() throws IOException {
    uploads = Files.createDirectories(folder.resolve("uploads"));
    byte[] random = new byte[3 * MIB];
    new Random(4).nextBytes(random);
    Files.write(uploads.resolve("random"), random);
  }

  private BackupManager manager(String quota) {
    return builder("Demo")
        .storage(StorageConfig.at(folder.resolve("storage").toUri()).with("quota", quota))
        .build();
  }

  private BackupManagerBuilder builder(String application) {
    return BackupManager.builder()
        .application(HostApplication.of(application, "1.0.0"))
        .files(FileRoot.of("uploads", uploads))
        .encryption(Encryption.none())
        .stateDirectory(folder.resolve("state"));
  }

  private static List<Finding> space(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.code().equals("storage.space")).toList();
  }

  @Test
  void roomForAnotherOneLikeTheLastIsNothingToSay() {
    try (BackupManager backups = manager("10MiB")) {
      assertEquals(List.of(), space(backups.check()), "with no backup yet");
      BackupReport first = backups.backup(BackupRequest.everything());
      assertEquals(List.of(), space(backups.check()));
      assertEquals(List.of(), space(first.findings()));
    }
  }

  @Test
  void tooLittleRoomForAnotherOneIsToldByTheCheckAndByTheBackupThatFitsNevertheless()
      throws IOException {
    try (BackupManager backups = manager("4MiB")) {
      backups.backup(BackupRequest.everything());

      List<Finding> findings = space(backups.check());

      assertEquals(1, findings.size());
      assertEquals(Finding.Severity.WARNING, findings.get(0).severity());
      String message = findings.get(0).message();
      assertTrue(
          message.matches(".*has 1\\.0 MiB free; the newest backup took 3\\.[01] MiB\\."), message);
      Files.delete(uploads.resolve("random"));
      BackupReport small = backups.backup(BackupRequest.everything());
      assertEquals(1, space(small.findings()).size());
      assertEquals(2, backups.list().size());
    }
  }

  @Test
  void aFullQuotaFailsTheBackupAndLeavesTheOthers() {
    try (BackupManager backups = manager("4MiB")) {
      String first = backups.backup(BackupRequest.everything()).id();

      BackupFailedException e =
          assertThrows(
              BackupFailedException.class, () -> backups.backup(BackupRequest.everything()));

      StorageException cause = assertInstanceOfFull(e);
      assertTrue(String.valueOf(e.getMessage()).contains("quota"), e::toString);
      assertEquals(StorageException.Reason.FULL, cause.reason());
      assertEquals(List.of(first), backups.list().stream().map(BackupSummary::id).toList());
      backups.verify(first);
    }
  }

  private static StorageException assertInstanceOfFull(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof StorageException storage) {
        return storage;
      }
    }
    throw new AssertionError("No failure of a storage is behind it", e);
  }

  @Test
  void backupsOfAnotherApplicationSayNothing() {
    try (BackupManager backups = manager("4MiB")) {
      backups.backup(BackupRequest.everything());
    }
    try (BackupManager other =
        builder("Other")
            .storage(StorageConfig.at(folder.resolve("storage").toUri()).with("quota", "4MiB"))
            .build()) {
      assertEquals(List.of(), space(other.check()));
    }
  }

  @Test
  void aDestinationOfCopiesIsLookedAtToo() {
    try (BackupManager backups =
        builder("Demo")
            .storage(folder.resolve("storage"))
            .copyTo(
                Destination.at(
                    "offsite",
                    StorageConfig.at(folder.resolve("offsite").toUri()).with("quota", "4MiB")))
            .build()) {
      backups.backup(BackupRequest.everything());
      List<Finding> findings = space(backups.check());
      assertEquals(1, findings.size());
      assertTrue(findings.get(0).message().contains("'offsite'"), findings::toString);
    }
  }
}
