package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.codec.AgeKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupAndRestoreTest {

  private static final AgeKeys KEYS = Sandbox.KEYS;

  @TempDir Path folder;
  private Sandbox host;
  private Map<String, String> before;

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder).fill();
    before = host.live();
  }

  private BackupManager manager() {
    return host.builder()
        .encryption(Encryption.recipients(KEYS.recipient()).withIdentities(KEYS.identity()))
        .build();
  }

  private static Set<String> ids(BackupManager backups) {
    return backups.list().stream().map(BackupSummary::id).collect(Collectors.toSet());
  }

  private List<Path> stored() throws IOException {
    try (Stream<Path> files = Files.walk(host.storage)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void whatWasBackedUpComesBackWhole() throws IOException {
    try (BackupManager backups = manager()) {
      BackupReport report =
          backups.backup(BackupRequest.everything().withDescription("one").withRequestedBy("ada"));
      host.wreck();
      assertNotEquals(before, host.live());

      RestoreReport restored = backups.restore(RestoreRequest.ofBackup(report.id()));

      assertEquals(before, host.live());
      assertEquals(10_000, restored.rows());
      assertEquals(2, restored.files());
      assertEquals(2, backups.list().size(), "the backup and the safety backup");
      assertTrue(ids(backups).contains(restored.safetyBackup().orElseThrow()));
    }
  }

  @Test
  void theListTellsWhatABackupIs() {
    try (BackupManager backups = manager()) {
      String id =
          backups
              .backup(BackupRequest.everything().withDescription("one").withRequestedBy("ada"))
              .id();
      BackupSummary summary = backups.find(id).orElseThrow();
      assertEquals(List.of(id), backups.list().stream().map(BackupSummary::id).toList());
      assertEquals(BackupOutcome.SUCCESS, summary.outcome().orElseThrow());
      assertEquals("one", summary.description().orElseThrow());
      assertEquals("ada", summary.requestedBy().orElseThrow());
      assertEquals("age", summary.envelope().orElseThrow());
      assertEquals("folder", summary.dialect().orElseThrow());
      assertEquals(10_000, summary.rows());
      assertEquals(2, summary.files());
      assertTrue(summary.hasDatabase() && summary.hasFiles());
    }
  }

  @Test
  void aDownloadedArchiveIsRestoredFromAFileAndFromAStream() throws IOException {
    Path downloaded = folder.resolve("downloaded.tar.age");
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      try (InputStream archive = backups.download(id)) {
        Files.copy(archive, downloaded);
      }
      assertEquals(backups.find(id).orElseThrow().size(), Files.size(downloaded));
      backups.delete(id);
      assertEquals(List.of(), backups.list());

      host.wreck();
      backups.restore(RestoreRequest.ofFile(downloaded));
      assertEquals(before, host.live());

      host.wreck();
      try (InputStream upload = Files.newInputStream(downloaded)) {
        backups.restore(RestoreRequest.ofStream(upload));
      }
      assertEquals(before, host.live());
    }
  }

  @Test
  void anotherPasswordIsRefusedAndNothingChanges() throws IOException {
    String id;
    try (BackupManager backups =
        host.builder().encryption(Encryption.password(Sandbox.PASSWORD)).build()) {
      id = backups.backup(BackupRequest.everything()).id();
    }
    host.wreck();
    Map<String, String> wrecked = host.live();
    try (BackupManager backups = host.builder().build()) {
      assertThrows(WrongKeyException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));
      assertThrows(
          WrongKeyException.class,
          () -> backups.restore(RestoreRequest.ofBackup(id).withPassword("wrong horse")));
      assertEquals(wrecked, host.live());
      backups.restore(RestoreRequest.ofBackup(id).withPassword(Sandbox.PASSWORD));
      assertEquals(before, host.live());
    }
  }

  @Test
  void nothingReadableIsStoredWhenEncryptionIsOn() throws IOException {
    try (BackupManager backups = manager()) {
      backups.backup(BackupRequest.everything());
    }
    for (Path file : stored()) {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(content.contains("table 1 row"), () -> file + " holds a row");
      assertFalse(content.contains("ustar"), () -> file + " holds a tar header");
    }
  }

  @Test
  void allViolatedRulesAreNamedAtOnceAndNothingChanges() throws IOException {
    String id;
    try (BackupManager backups = manager()) {
      id = backups.backup(BackupRequest.everything()).id();
    }
    host.wreck();
    Map<String, String> wrecked = host.live();
    host.faults.findings = List.of(Finding.error("server.version", "The server is older.", ""));
    try (BackupManager older =
        host.builder()
            .application(
                HostApplication.of("Demo App", "1.1.9").withAttribute("underscored", "true"))
            .encryption(Encryption.recipients(KEYS.recipient()).withIdentities(KEYS.identity()))
            .build()) {
      RestoreRefusedException refused =
          assertThrows(
              RestoreRefusedException.class, () -> older.restore(RestoreRequest.ofBackup(id)));
      assertEquals(
          Set.of(
              "application.version",
              "application.attribute.schema",
              "application.attribute.underscored",
              "server.version"),
          refused.violations().stream().map(Finding::code).collect(Collectors.toSet()));
      assertEquals(Set.of(id), ids(older), "no safety backup was made");
    }
    assertEquals(wrecked, host.live());
  }

  @Test
  void aFailedLoadBringsTheSafetyBackupBack() throws IOException {
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      host.wreck();
      Map<String, String> wrecked = host.live();
      host.faults.failLoadAfter.set(5000);

      RestoreFailedException failed =
          assertThrows(
              RestoreFailedException.class,
              () -> backups.restore(RestoreRequest.ofBackup(id).inPlace()));

      assertEquals(TargetState.BROUGHT_BACK, failed.targetState());
      assertTrue(String.valueOf(failed.getMessage()).contains("The server went away"));
      assertEquals(wrecked, host.live());
      assertTrue(ids(backups).contains(failed.safetyBackup().orElseThrow()));
      assertTrue(backups.check().isEmpty(), "no journal is left");
    }
  }

  @Test
  void rowsThatAreMissingAfterLoadingFailTheRestore() throws IOException {
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      host.wreck();
      Map<String, String> wrecked = host.live();
      host.faults.dropARow = true;
      RestoreFailedException failed =
          assertThrows(
              RestoreFailedException.class,
              () -> backups.restore(RestoreRequest.ofBackup(id).inPlace()));
      assertEquals(TargetState.BROUGHT_BACK, failed.targetState());
      assertEquals(wrecked, host.live());
    }
  }

  @Test
  void aDamagedDatabaseIsSaidAndBackupsAreRefusedUntilARestore() throws IOException {
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      host.wreck();
      host.faults.failEveryLoad = true;
      RestoreFailedException failed =
          assertThrows(
              RestoreFailedException.class,
              () -> backups.restore(RestoreRequest.ofBackup(id).inPlace()));
      assertEquals(TargetState.DAMAGED, failed.targetState());
      String safety = failed.safetyBackup().orElseThrow();

      BackupFailedException refused =
          assertThrows(
              BackupFailedException.class, () -> backups.backup(BackupRequest.everything()));
      assertTrue(String.valueOf(refused.getMessage()).contains(safety));
      assertTrue(backups.check().stream().anyMatch(Finding::isError));

      host.faults.failEveryLoad = false;
      backups.restore(RestoreRequest.ofBackup(id));
      assertEquals(before, host.live());
      backups.backup(BackupRequest.everything());
    }
  }

  @Test
  void aFailedDumpLeavesNothingInTheStorage() throws IOException {
    try (BackupManager backups = manager()) {
      host.faults.failDumpAfter.set(100_000);
      BackupFailedException failed =
          assertThrows(
              BackupFailedException.class, () -> backups.backup(BackupRequest.everything()));
      assertTrue(String.valueOf(failed.getMessage()).contains("The dump broke off"));
      assertEquals(List.of(), backups.list());
      assertEquals(List.of(), stored());
    }
  }

  @Test
  void aSnapshotThatWasLostIsAFailedBackup() throws IOException {
    try (BackupManager backups = manager()) {
      host.faults.loseSnapshot = true;
      assertThrows(BackupFailedException.class, () -> backups.backup(BackupRequest.everything()));
      assertEquals(List.of(), stored());
    }
  }

  @Test
  void aFileThatCannotBeReadMakesTheBackupPartial() throws Exception {
    Process fifo = new ProcessBuilder("mkfifo", host.uploads.resolve("pipe").toString()).start();
    assertEquals(0, fifo.waitFor());
    try (BackupManager backups = manager()) {
      BackupReport report = backups.backup(BackupRequest.everything());
      assertEquals(BackupOutcome.PARTIAL, report.backup().outcome().orElseThrow());
      assertTrue(report.findings().stream().anyMatch(found -> found.message().contains("pipe")));
    }
  }

  @Test
  void aManagerWithPublicKeysOnlyRefusesToOverwriteWhatItCouldNotBringBack() throws IOException {
    String id;
    try (BackupManager backups =
        host.builder().encryption(Encryption.recipients(KEYS.recipient())).build()) {
      id = backups.backup(BackupRequest.everything()).id();
      assertThrows(WrongKeyException.class, () -> backups.verify(id));
      host.wreck();
      assertThrows(WrongKeyException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));
      backups.restore(RestoreRequest.ofBackup(id).withIdentities(KEYS.identity()));
      assertEquals(before, host.live());
    }
  }

  @Test
  void verifyingReadsEveryByteAndNoticesDamage() throws IOException {
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      VerifyReport report = backups.verify(id);
      assertEquals(10_000, report.rows());

      Path archive =
          stored().stream()
              .filter(file -> file.toString().endsWith(".age"))
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(archive);
      bytes[bytes.length / 2] ^= 1;
      Files.write(archive, bytes);
      assertThrows(CorruptArchiveException.class, () -> backups.verify(id));
      assertThrows(
          CorruptArchiveException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));
      assertEquals(before, host.live());
    }
  }

  @Test
  void aCancelledRestoreChangesNothing() throws Exception {
    try (BackupManager backups = manager()) {
      String id = backups.backup(BackupRequest.everything()).id();
      host.wreck();
      Map<String, String> wrecked = host.live();
      Operation<RestoreReport>[] running = newArray();
      RestoreRequest request =
          RestoreRequest.ofBackup(id)
              .withListener(
                  event -> {
                    if (event.progress().phase() == Phase.STAGING) {
                      awaitStarted(running).cancel("the operator said so");
                    }
                  });
      synchronized (running) {
        running[0] = backups.startRestore(request);
        running.notifyAll();
      }
      OperationCancelledException cancelled =
          assertThrows(OperationCancelledException.class, running[0]::await);
      assertTrue(String.valueOf(cancelled.getMessage()).contains("the operator said so"));
      assertEquals(wrecked, host.live());
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Operation<RestoreReport>[] newArray() {
    return new Operation[1];
  }

  private static Operation<RestoreReport> awaitStarted(Operation<RestoreReport>[] running) {
    synchronized (running) {
      while (running[0] == null) {
        try {
          running.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return running[0];
    }
  }
}
