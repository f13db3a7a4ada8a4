package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.RestoreMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreBySwapTest {

  @TempDir Path folder;
  private Sandbox host;
  private Map<String, String> backedUp;

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder).fill();
    backedUp = host.live();
  }

  /** Backs up, changes everything, and returns what is live then. */
  private Map<String, String> backUpAndWreck(BackupManager backups) throws IOException {
    backups.backup(BackupRequest.everything());
    host.wreck();
    return host.live();
  }

  private static RestoreRequest newest(BackupManager backups) {
    return RestoreRequest.ofBackup(backups.list().get(0).id());
  }

  @Test
  void anUndoBringsDatabaseAndFilesBackAndCanItselfBeUndone() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);

      RestoreReport report = backups.restore(newest(backups));

      assertEquals(backedUp, host.live());
      assertTrue(report.pendingUndo().isPresent());
      Files.writeString(host.uploads.resolve("since.txt"), "written since the restore");
      Map<String, String> since = host.live();
      assertTrue(backups.undo().undone());
      assertEquals(wrecked, host.live());
      assertFalse(backups.undo().undone());
      assertEquals(since, host.live());
    }
  }

  @Test
  void anUndoIsOfferedAfterTheHostWasStartedAgain() throws IOException {
    Map<String, String> wrecked;
    Optional<PendingUndo> offered;
    try (BackupManager backups = host.builder().build()) {
      wrecked = backUpAndWreck(backups);
      offered = backups.restore(newest(backups)).pendingUndo();
    }
    try (BackupManager again = host.builder().build()) {
      assertEquals(offered, again.pendingUndo());
      assertEquals(List.of(), again.previewUndo());

      again.undo();

      assertEquals(wrecked, host.live());
    }
  }

  @Test
  void whatIsKeptGoesWhenItIsDiscardedAndTheUndoWithIt() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      backUpAndWreck(backups);
      backups.restore(newest(backups));

      backups.discardUndo();

      assertEquals(Optional.empty(), backups.pendingUndo());
      assertThrows(RestoreRefusedException.class, backups::undo);
      assertEquals(backedUp, host.live());
      assertNothingLeft();
    }
  }

  @Test
  void whatIsKeptGoesWithTheNextRestore() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      backUpAndWreck(backups);
      String id = backups.list().get(0).id();
      backups.restore(RestoreRequest.ofBackup(id));
      backups.restore(RestoreRequest.ofBackup(id));

      backups.undo();
      assertEquals(backedUp, host.live(), "the undo is of the second restore");
      backups.discardUndo();
      assertNothingLeft();
    }
  }

  @Test
  void whatIsKeptTooLongGoesWithTheNextRecovery() throws IOException {
    Instant start = Instant.parse("2026-05-01T10:00:00Z");
    try (BackupManager backups = host.builder().clock(Clock.fixed(start, ZoneOffset.UTC)).build()) {
      backUpAndWreck(backups);
      backups.restore(newest(backups).withoutSafetyBackup());
    }
    Clock later = Clock.fixed(start.plus(Duration.ofHours(25)), ZoneOffset.UTC);
    try (BackupManager backups = host.builder().clock(later).build()) {
      assertEquals(RecoveryReport.State.NOTHING_TO_DO, backups.recover().state());

      assertEquals(Optional.empty(), backups.pendingUndo());
      assertNothingLeft();
      assertEquals(backedUp, host.live());
    }
  }

  @Test
  void aLoadThatFailsLeavesEverythingAsItIs() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);
      host.faults.failLoadAfter.set(5000);

      RestoreFailedException failed =
          assertThrows(RestoreFailedException.class, () -> backups.restore(newest(backups)));

      assertEquals(TargetState.UNCHANGED, failed.targetState());
      assertEquals(wrecked, host.live());
      assertEquals(Optional.empty(), backups.pendingUndo());
      assertNothingLeft();
      backups.backup(BackupRequest.everything());
    }
  }

  @Test
  void aFailedRestoreKeepsTheUndoOfTheOneBefore() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);
      String id = backups.list().get(0).id();
      backups.restore(RestoreRequest.ofBackup(id));
      host.faults.failLoadAfter.set(5000);
      assertThrows(
          RestoreFailedException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));

      backups.undo();

      assertEquals(wrecked, host.live());
    }
  }

  @Test
  void aHookThatFailsAfterTheSwapHasDatabaseAndFilesExchangedBack() throws IOException {
    Hooks hooks = new Hooks("afterSwap");
    try (BackupManager backups = host.builder().hooks(hooks).build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);

      RestoreFailedException failed =
          assertThrows(RestoreFailedException.class, () -> backups.restore(newest(backups)));

      assertEquals(TargetState.UNCHANGED, failed.targetState());
      assertTrue(
          String.valueOf(failed.getMessage()).contains("afterSwap says no"), failed::getMessage);
      assertEquals(wrecked, host.live());
      assertNothingLeft();
      assertEquals(
          List.of("beforeRestore", "beforeSwap", "afterSwap", "afterRestore false"), hooks.called);
    }
  }

  @Test
  void aHookThatBreaksAfterTheSwapHasBothExchangedBackToo() throws IOException {
    RestoreHooks broken =
        new RestoreHooks() {
          @Override
          public void afterSwap(String backupId) {
            throw new NoClassDefFoundError("com/example/Migration");
          }
        };
    try (BackupManager backups = host.builder().hooks(broken).build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);

      RestoreFailedException failed =
          assertThrows(RestoreFailedException.class, () -> backups.restore(newest(backups)));

      assertEquals(TargetState.UNCHANGED, failed.targetState());
      assertTrue(String.valueOf(failed.getMessage()).contains("Migration"), failed::getMessage);
      assertEquals(wrecked, host.live());
      assertNothingLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"beforeRestore", "beforeSwap"})
  void aHookCanRefuseTheRestoreBeforeAnythingIsLive(String hook) throws IOException {
    try (BackupManager backups = host.builder().hooks(new Hooks(hook)).build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);

      assertThrows(RestoreFailedException.class, () -> backups.restore(newest(backups)));

      assertEquals(wrecked, host.live());
      assertNothingLeft();
    }
  }

  @Test
  void theHooksOfAGoodRestoreComeInOrder() throws IOException {
    Hooks hooks = new Hooks("");
    try (BackupManager backups = host.builder().hooks(hooks).build()) {
      backUpAndWreck(backups);

      backups.restore(newest(backups));

      assertEquals(
          List.of("beforeRestore", "beforeSwap", "afterSwap", "afterRestore true"), hooks.called);
    }
  }

  @Test
  void whereAnExchangeIsNotAllowedTheLoadIsInPlaceAndTheReasonIsSaid() throws IOException {
    host.faults.swapFindings =
        List.of(Finding.error("swap.privilege", "No CREATEDB.", "Grant it."));
    try (BackupManager backups = host.builder().build()) {
      backUpAndWreck(backups);

      RestoreReport report = backups.restore(newest(backups));

      assertEquals(backedUp, host.live());
      assertEquals(Optional.empty(), report.pendingUndo());
      assertTrue(
          report.findings().stream().anyMatch(found -> found.code().equals("restore.no-swap")));
      RestoreRefusedException refused =
          assertThrows(
              RestoreRefusedException.class, () -> backups.restore(newest(backups).swapped()));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("No CREATEDB."), refused::getMessage);
    }
  }

  @Test
  void whatOnlyTheCallerCanDecideIsNotGotAroundByALoadInPlace() throws IOException {
    host.faults.swapFindings =
        List.of(Finding.error("decide.slots", "A slot would be lost.", "Decide."));
    try (BackupManager backups = host.builder().build()) {
      RestoreRequest request =
          RestoreRequest.ofBackup(backups.backup(BackupRequest.everything()).id());
      Map<String, String> live = host.live();

      assertThrows(RestoreRefusedException.class, () -> backups.restore(request));

      assertEquals(live, host.live());
      assertTrue(backups.preview(request.inPlace()).isAllowed());
    }
  }

  @Test
  void aPreviewSaysWhatWouldBeDoneAndChangesNothing() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);
      int stored = backups.list().size();

      RestorePreview preview = backups.preview(newest(backups));
      RestorePreview inPlace = backups.preview(newest(backups).inPlace());

      assertTrue(preview.isAllowed());
      assertEquals(RestoreMode.SWAP, preview.mode());
      assertEquals(RestoreMode.IN_PLACE, inPlace.mode());
      assertEquals(10_000, preview.rows());
      assertEquals(List.of("uploads"), preview.fileRoots());
      assertEquals(wrecked, host.live());
      assertEquals(stored, backups.list().size());
      host.faults.findings = List.of(Finding.error("disk", "The disk is too small.", "Buy one."));
      assertFalse(backups.preview(newest(backups)).isAllowed());
    }
  }

  @Test
  void aCloneLeavesEverythingLiveAlone() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);
      int stored = backups.list().size();

      RestoreReport report = backups.restore(newest(backups).into("clone"));

      assertEquals(10_000, report.rows());
      assertEquals(wrecked, host.live());
      assertEquals(stored, backups.list().size(), "nothing live changes, so no safety backup");
      assertEquals(
          backedUp.get("database/table3"),
          Files.readString(host.database.resolveSibling("clone").resolve("table3")));
    }
  }

  @Test
  void filesAloneAreExchangedAndUndone() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      Map<String, String> wrecked = backUpAndWreck(backups);

      backups.restore(newest(backups).withoutDatabase());

      assertNotEquals(wrecked, host.live());
      assertEquals(backedUp.get("uploads/big.bin"), host.live().get("uploads/big.bin"));
      assertEquals(wrecked.get("database/table2"), host.live().get("database/table2"));
      backups.undo();
      assertEquals(wrecked, host.live());
    }
  }

  @Test
  void whatWasCutOffIsSettledForItsOwnTargetOnly() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other tenant"));
    Files.writeString(other.resolve("theirs"), "row\n");
    try (BackupManager backups = host.builder().build()) {
      backUpAndWreck(backups);
      host.faults.failEveryLoad = true;
      assertThrows(RestoreFailedException.class, () -> backups.restore(newest(backups).inPlace()));
      host.faults.failEveryLoad = false;
      try (BackupManager theirs = host.builder().database(FolderDialect.at(other)).build()) {
        assertThrows(ConfigurationException.class, theirs::recover);
        assertEquals("row\n", Files.readString(other.resolve("theirs")));
      }
      assertEquals(RecoveryReport.State.OLD_DATA_IS_LIVE, backups.recover().state());
    }
  }

  @Test
  void whileADatabaseIsDamagedOnlyARestoreOfAllOfItMayGoOn() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      backUpAndWreck(backups);
      String id = backups.list().get(0).id();
      host.faults.failEveryLoad = true;
      assertThrows(
          RestoreFailedException.class,
          () -> backups.restore(RestoreRequest.ofBackup(id).inPlace()));
      Map<String, String> damaged = host.live();

      RestoreRefusedException refused =
          assertThrows(
              RestoreRefusedException.class,
              () -> backups.restore(RestoreRequest.ofBackup(id).withoutDatabase()));

      assertEquals("restore.interrupted", refused.violations().get(0).code());
      assertEquals(damaged, host.live());
      host.faults.failEveryLoad = false;
      backups.restore(RestoreRequest.ofBackup(id));
      assertEquals(backedUp, host.live());
    }
  }

  @Test
  void anUndoHoldsTheApplicationOffAndLetsItGoAgain() throws IOException {
    Hooks hooks = new Hooks("");
    try (BackupManager backups = host.builder().hooks(hooks).build()) {
      backUpAndWreck(backups);
      backups.restore(newest(backups));
      hooks.called.clear();

      backups.undo();

      assertEquals(List.of("beforeSwap", "afterRestore true"), hooks.called);
    }
  }

  @Test
  void oneRestoreAtATime() throws IOException {
    try (BackupManager other = host.builder().build()) {
      List<String> second = new ArrayList<>();
      RestoreHooks hooks =
          new RestoreHooks() {
            @Override
            public void beforeSwap(String backupId) {
              second.add(
                  assertThrows(
                          RestoreFailedException.class,
                          () -> other.restore(newest(other).withoutSafetyBackup()))
                      .getMessage());
              second.add(
                  assertThrows(
                          BackupFailedException.class,
                          () -> other.backup(BackupRequest.everything()))
                      .getMessage());
            }
          };
      try (BackupManager backups = host.builder().hooks(hooks).build()) {
        backUpAndWreck(backups);

        backups.restore(newest(backups));

        assertTrue(second.get(0).contains("Another restore"), second.get(0));
        assertTrue(second.get(1).contains("is running"), second.get(1));
        assertEquals(backedUp, host.live());
      }
    }
  }

  /** Nothing but the live folders, the storage and the state is there. */
  private void assertNothingLeft() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(
          List.of(),
          all.map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.contains(".staging") || name.contains(".old"))
              .toList());
    }
    try (Stream<Path> all = Files.walk(folder)) {
      assertEquals(
          List.of(),
          all.map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.startsWith(".lifeboat-"))
              .toList());
    }
  }

  /** Writes down what is called, and fails in one of them. */
  private static final class Hooks implements RestoreHooks {

    private final String failing;
    private final List<String> called = new ArrayList<>();

    Hooks(String failing) {
      this.failing = failing;
    }

    private void call(String hook) throws IOException {
      called.add(hook);
      if (hook.equals(failing)) {
        throw new IOException(hook + " says no");
      }
    }

    @Override
    public void beforeRestore(String backupId) throws IOException {
      call("beforeRestore");
    }

    @Override
    public void beforeSwap(String backupId) throws IOException {
      call("beforeSwap");
    }

    @Override
    public void afterSwap(String backupId) throws IOException {
      call("afterSwap");
    }

    @Override
    public void afterRestore(String backupId, boolean succeeded) {
      called.add("afterRestore " + succeeded);
    }
  }
}
