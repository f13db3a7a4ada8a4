package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.contract.FaultyStorage;
import io.lifeboat.backup.contract.FaultyStorage.Call;
import io.lifeboat.backup.contract.FaultyStorage.Fault;
import io.lifeboat.backup.contract.InMemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the facade makes of a storage that goes wrong at any of its calls. */
class FaultyStorageTest {

  private static final AgeKeys KEYS = AgeKeys.generate();
  private static final int CALLS_AT_MOST = 500;

  @TempDir Path folder;
  private Sandbox host;
  private Map<String, String> before;

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder);
    for (int table = 0; table < 3; table++) {
      Files.writeString(host.database.resolve("table" + table), "a row\n".repeat(table * 100));
    }
    Files.createDirectories(host.uploads.resolve("a/empty"));
    Files.writeString(host.uploads.resolve("a/text"), "text");
    before = host.live();
  }

  private BackupManager manager(StorageTarget storage) {
    return host.builder()
        .storage(storage)
        .encryption(Encryption.recipients(KEYS.recipient()).withIdentities(KEYS.identity()))
        .build();
  }

  /** Runs with a fault at one call; the failure, if it failed. Any but ours ends the test. */
  private Optional<BackupException> run(FaultyStorage storage, Consumer<BackupManager> action) {
    try (BackupManager backups = manager(storage)) {
      action.accept(backups);
      return Optional.empty();
    } catch (BackupException e) {
      return Optional.of(e);
    }
  }

  private int complete(StorageTarget storage) {
    int complete = 0;
    try (BackupManager honest = manager(storage)) {
      for (BackupSummary backup : honest.list()) {
        if (backup.isComplete()) {
          complete++;
          honest.verify(backup.id());
        }
      }
    }
    return complete;
  }

  private void backUpAtEveryCall(Fault fault, boolean isALie) {
    for (int n = 1; n < CALLS_AT_MOST; n++) {
      InMemoryStorage storage = new InMemoryStorage();
      FaultyStorage faulty = FaultyStorage.atCall(storage, n, fault);
      Optional<BackupException> failure =
          run(faulty, backups -> backups.backup(BackupRequest.everything()));
      String which = fault + " at call " + n + " of " + faulty.calls();
      if (failure.isEmpty()) {
        assertEquals(1, complete(storage), which);
        if (faulty.faults() == 0) {
          assertTrue(n > 5, "there were calls to go wrong");
          assertEquals(before, host.live());
          return;
        }
        assertTrue(isALie || faulty.calls().get(n - 1) == Call.ABANDON, which + " went unnoticed");
      } else {
        assertEquals(0, complete(storage), which);
      }
    }
    throw new AssertionError("The backup never succeeded.");
  }

  @Test
  void aBackupWhoseStorageFailsAtAnyCallIsNotInTheList() {
    backUpAtEveryCall(Fault.FAIL, false);
  }

  @Test
  void aBackupWhoseStorageBreaksInTheMiddleOfAnyCallIsNotInTheList() {
    backUpAtEveryCall(Fault.BREAK, false);
  }

  @Test
  void aBackupOfWhichAnAnswerGotLostIsNotInTheList() {
    backUpAtEveryCall(Fault.LOSE_ANSWER, false);
  }

  @Test
  void aBackupThatTheStorageShortensIsNotInTheList() {
    backUpAtEveryCall(Fault.SHORTEN, true);
  }

  @Test
  void aBackupWhoseSizeTheStorageMisstatesIsNotInTheList() {
    backUpAtEveryCall(Fault.MISSTATE, true);
  }

  private void restoreAtEveryCall(Fault fault) throws IOException {
    InMemoryStorage storage = new InMemoryStorage();
    String id;
    try (BackupManager backups = manager(storage)) {
      id = backups.backup(BackupRequest.everything()).id();
    }
    for (int n = 1; n < CALLS_AT_MOST; n++) {
      Files.writeString(host.database.resolve("table1"), "other\n");
      Files.writeString(host.uploads.resolve("new"), "new");
      Map<String, String> wrecked = host.live();
      FaultyStorage faulty = FaultyStorage.atCall(storage, n, fault);
      Optional<BackupException> failure =
          run(faulty, backups -> backups.restore(RestoreRequest.ofBackup(id)));
      String which = fault + " at call " + n + ": " + failure;
      if (failure.isEmpty()) {
        assertEquals(before, host.live(), which);
        if (faulty.faults() == 0) {
          return;
        }
      } else {
        assertEquals(wrecked, host.live(), which);
        assertNotEquals(
            Optional.of(RestoreFailedException.TargetState.DAMAGED),
            failure
                .filter(RestoreFailedException.class::isInstance)
                .map(e -> ((RestoreFailedException) e).targetState()),
            which);
      }
      assertTrue(complete(storage) > 0, which);
      deleteOthers(storage, id);
    }
    throw new AssertionError("The restore never succeeded.");
  }

  private void deleteOthers(StorageTarget storage, String id) {
    try (BackupManager backups = manager(storage)) {
      for (BackupSummary backup : backups.list()) {
        if (!backup.id().equals(id)) {
          backups.delete(backup.id());
        }
      }
    }
  }

  @Test
  void aRestoreWhoseStorageFailsAtAnyCallLeavesWhatWasLive() throws IOException {
    restoreAtEveryCall(Fault.FAIL);
  }

  @Test
  void aRestoreWhoseStorageShortensAnythingLeavesWhatWasLive() throws IOException {
    restoreAtEveryCall(Fault.SHORTEN);
  }

  private void atEveryCall(Consumer<Used> use, Fault fault) {
    for (int n = 1; n < CALLS_AT_MOST; n++) {
      InMemoryStorage storage = new InMemoryStorage();
      String id;
      try (BackupManager backups = manager(storage)) {
        id = backups.backup(BackupRequest.everything()).id();
      }
      FaultyStorage faulty = FaultyStorage.atCall(storage, n, fault);
      Optional<BackupException> failure = run(faulty, backups -> use.accept(new Used(backups, id)));
      if (faulty.faults() == 0) {
        assertEquals(Optional.empty(), failure);
        return;
      }
      assertTrue(failure.isPresent(), fault + " at call " + n + " went unnoticed");
      assertTrue(
          failure.get() instanceof StorageFailedException
              || failure.get() instanceof CorruptArchiveException,
          () -> failure.get().toString());
      complete(storage); // what looks whole is
      try (BackupManager backups = manager(storage)) {
        backups.delete(id);
        assertEquals(List.of(), backups.list(), "a deletion that failed can be done again");
      }
    }
    throw new AssertionError("It never succeeded.");
  }

  /** A manager and the one backup there is. */
  private record Used(BackupManager backups, String id) {}

  @Test
  void everyFailureToListFindVerifyDownloadOrDeleteIsSaid() {
    for (Fault fault : List.of(Fault.FAIL, Fault.BREAK)) {
      atEveryCall(used -> used.backups.list(), fault);
      atEveryCall(used -> used.backups.find(used.id), fault);
      atEveryCall(used -> used.backups.verify(used.id), fault);
      atEveryCall(used -> used.backups.delete(used.id), fault);
    }
  }

  @Test
  void aDownloadThatBreaksIsAFailureAndNoEnd() throws IOException {
    InMemoryStorage storage = new InMemoryStorage();
    String id;
    try (BackupManager backups = manager(storage)) {
      id = backups.backup(BackupRequest.everything()).id();
    }
    FaultyStorage faulty =
        new FaultyStorage(
            storage, (call, n) -> call == Call.READ && n > 6 ? Fault.BREAK : Fault.NONE);
    Optional<IOException> broken = Optional.empty();
    try (BackupManager backups = manager(faulty);
        InputStream in = backups.download(id)) {
      byte[] buffer = new byte[100];
      while (in.read(buffer) >= 0) {}
    } catch (IOException e) {
      broken = Optional.of(e);
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
    assertTrue(broken.isPresent(), () -> "calls: " + faulty.calls());
  }
}
