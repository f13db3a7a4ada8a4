package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is proven by restoring it where nobody looks. */
class DrillTest {

  @TempDir Path folder;
  private Sandbox host;

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder).fill();
  }

  private static String backup(BackupManager backups) {
    return backups.backup(BackupRequest.everything()).id();
  }

  private List<String> beside() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !List.of("database", "uploads", "storage", "state").contains(name))
          .toList();
    }
  }

  @Test
  void aDrillProvesTheBackupLeavesNothingAndIsWrittenDown() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      host.wreck();
      Map<String, String> live = host.live();

      DrillReport report = backups.drill(DrillRequest.ofBackup(id).withRequestedBy("anna"));

      assertEquals(id, report.backupId());
      assertEquals(10_000, report.rows());
      assertEquals(5, report.tables());
      assertEquals(2, report.files());
      assertEquals(live, host.live());
      assertEquals(List.of(), beside());
      assertTrue(backups.find(id).orElseThrow().verified().isPresent());
      String written = verified();
      assertTrue(
          written.contains("\"by\" : \"anna\"")
              && written.contains("\"how\" : \"drill\"")
              && written.contains("\"rows\" : \"10000\"")
              && written.contains("\"took\" : \"PT"),
          written);
    }
  }

  private String verified() throws IOException {
    try (Stream<Path> all = Files.walk(host.storage)) {
      Path event =
          all.filter(path -> path.toString().contains("-verified-")).findFirst().orElseThrow();
      return Files.readString(event);
    }
  }

  @Test
  void aDrillThatFindsTooFewRowsFailsAndLeavesNothing() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      host.faults.dropARow = true;

      RestoreFailedException failed =
          assertThrows(
              RestoreFailedException.class, () -> backups.drill(DrillRequest.ofBackup(id)));

      String said = String.valueOf(failed.getMessage());
      assertTrue(said.contains("What was loaded is not what the archive holds"), said);
      assertEquals(RestoreFailedException.TargetState.UNCHANGED, failed.targetState());
      assertEquals(List.of(), beside());
      assertFalse(backups.find(id).orElseThrow().verified().isPresent());
    }
  }

  @Test
  void aDrillReadsTheContentOfEveryRowAgain() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      host.faults.changeARow = true;

      assertThrows(RestoreFailedException.class, () -> backups.drill(DrillRequest.ofBackup(id)));

      assertEquals(List.of(), beside());
      assertFalse(backups.find(id).orElseThrow().verified().isPresent());
    }
  }

  @Test
  void aRestoreReadsItAgainIfThatIsAskedFor() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      Map<String, String> live = host.live();
      host.faults.changeARow = true;

      assertThrows(
          RestoreFailedException.class,
          () -> backups.restore(RestoreRequest.ofBackup(id).provingRows()));

      assertEquals(live, host.live());
      backups.restore(RestoreRequest.ofBackup(id).provingRows());
    }
  }

  @Test
  void aDamagedArchiveFailsTheDrillBeforeAnythingIsLoaded() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      Path archive;
      try (Stream<Path> all = Files.walk(host.storage)) {
        archive = all.filter(path -> path.toString().endsWith(".tar")).findFirst().orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(archive);
      bytes[bytes.length / 2] ^= 1;
      Files.write(archive, bytes);
      host.faults.beforeStep =
          step -> {
            throw new AssertionError("nothing is loaded: " + step);
          };

      assertThrows(CorruptArchiveException.class, () -> backups.drill(DrillRequest.ofBackup(id)));
    }
  }

  @Test
  void aDrillOnAnotherServerIsMadeBesideTheDatabaseThere() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other server/database"));
    try (BackupManager backups = host.builder().build()) {
      String id = backup(backups);
      Set<Boolean> isThere = ConcurrentHashMap.newKeySet();
      host.faults.beforeStep =
          step -> {
            if (step.equals("load")) {
              isThere.add(Files.exists(other.resolveSibling("lifeboat-drill")));
            }
          };

      backups.drill(DrillRequest.ofBackup(id).at(FolderDialect.at(other)));

      assertEquals(Set.of(true), isThere);
      assertFalse(Files.exists(other.resolveSibling("lifeboat-drill")));
    }
  }
}
