package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.spi.DialectProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of another dialect goes where the host asked for it, and the dialect agrees. */
class OtherDialectTest {

  private static final String LOSS = "The shelf has no room for table4.";

  @TempDir Path folder;

  /** The folder's way, under another name. */
  private static final class Shelf implements DialectProvider {

    @Override
    public String id() {
      return "shelf";
    }

    @Override
    public int apiLevel() {
      return API_LEVEL;
    }

    @Override
    public Dumper dumper() {
      return new FolderDialect().dumper();
    }

    @Override
    public Restorer restorer() {
      return new FolderDialect().restorer();
    }
  }

  private BackupManager shelf(Sandbox sandbox, Path database) {
    return sandbox
        .unopenedBuilder()
        .provider(new Shelf())
        .database(DatabaseEndpoint.builder("shelf").database(database.toString()).build())
        .stateDirectory(folder.resolve("state of the shelf"))
        .build();
  }

  @Test
  void itIsRefusedUnlessAskedForAndTheDialectIsAskedThen() throws Exception {
    Sandbox sandbox = new Sandbox(folder).fill();
    String id;
    try (BackupManager backups = sandbox.unopenedBuilder().build()) {
      id = backups.backup(BackupRequest.everything().withoutFiles()).id();
    }
    Path database = Files.createDirectories(folder.resolve("shelf"));
    Files.writeString(database.resolve("untouched"), "row\n");
    RestoreRequest request = RestoreRequest.ofBackup(id);
    try (BackupManager backups = shelf(sandbox, database)) {
      sandbox.faults.findings = List.of(Finding.error("shelf.room", LOSS, "Build a larger one."));
      assertEquals(List.of("database.dialect"), refused(backups, request));

      sandbox.faults.otherDialects = Set.of("drawer");
      assertEquals(List.of("database.dialect"), refused(backups, request), "another was asked for");

      sandbox.faults.otherDialects = Set.of(FolderDialect.ID);
      assertEquals(List.of("shelf.room"), refused(backups, request), "what can't be carried");

      sandbox.faults.findings = List.of(Finding.warning("shelf.room", LOSS, "Look for it."));
      assertTrue(backups.preview(request).isAllowed());
      RestoreReport report = backups.restore(request);
      assertTrue(report.findings().stream().anyMatch(one -> one.message().equals(LOSS)));
    }
    assertFalse(Files.exists(database.resolve("untouched")));
    assertEquals(
        Files.readString(sandbox.database.resolve("table4")),
        Files.readString(database.resolve("table4")));
  }

  private static List<String> refused(BackupManager backups, RestoreRequest request) {
    return assertThrows(RestoreRefusedException.class, () -> backups.restore(request))
        .violations()
        .stream()
        .map(Finding::code)
        .toList();
  }
}
