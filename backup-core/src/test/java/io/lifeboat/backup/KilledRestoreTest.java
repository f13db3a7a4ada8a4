package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process ends, as if by {@code kill -9}, before each step of a restore by exchange, of one in
 * place, and of an undo; so does, at each of its own steps, the recovery of one of them. Afterwards
 * database and files are the old or the new, both whole.
 */
class KilledRestoreTest {

  private static final int PATIENCE_SECONDS = 60;
  private static final int STEPS_AT_MOST = 60;
  private static final int KILLED = 9;

  @TempDir Path folder;
  private Sandbox host;
  private String id = "";
  private Map<String, String> restored = Map.of();
  private Map<String, String> old = Map.of();

  /** Another process, which ends before one of its steps: {@code folder what step}. */
  static final class Doomed {

    private Doomed() {}

    public static void main(String[] arguments) throws IOException {
      Sandbox host = new Sandbox(Path.of(arguments[0]));
      int[] left = {Integer.parseInt(arguments[2])};
      host.faults.beforeStep = step -> step(left);
      RestoreHooks hooks =
          new RestoreHooks() {
            @Override
            public void beforeSwap(String backupId) {
              step(left);
            }

            @Override
            public void afterSwap(String backupId) {
              step(left);
            }
          };
      try (BackupManager backups = host.builder().hooks(hooks).build()) {
        String newest = backups.list().get(0).id();
        RestoreRequest request = RestoreRequest.ofBackup(newest);
        switch (arguments[1]) {
          case "swap" -> backups.restore(request.withoutSafetyBackup());
          case "in place" -> backups.restore(request.inPlace());
          case "undo" -> backups.undo();
          case "recover" -> {} // done by building the manager
          default -> throw new IllegalArgumentException(arguments[1]);
        }
      }
    }

    private static void step(int[] left) {
      if (--left[0] == 0) {
        Runtime.getRuntime().halt(KILLED);
      }
    }
  }

  @BeforeEach
  void fillHost() throws IOException {
    host = new Sandbox(folder).fill();
    Files.writeString(host.uploads.resolve("big.bin"), "not so big");
    restored = host.live();
    try (BackupManager backups = host.builder().build()) {
      id = backups.backup(BackupRequest.everything()).id();
    }
    host.wreck();
    old = host.live();
  }

  /** Runs a process to its end; tells whether it was killed on the way. */
  private boolean killed(String what, int step) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                folder.toString(),
                what,
                String.valueOf(step))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), what + " ends");
    int status = process.exitValue();
    assertTrue(
        status == 0 || status == KILLED, () -> what + " at " + step + ": " + readLog(folder));
    return status == KILLED;
  }

  private static String readLog(Path folder) {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Recovers by building a manager, and returns what is live then. */
  private Map<String, String> recovered() {
    try (BackupManager backups = host.builder().build()) {
      assertEquals(
          List.of(), backups.check(), "after a recovery a backup can begin: nothing is open");
    }
    return host.live();
  }

  private void isOldOrRestored(Map<String, String> live, String when) {
    assertTrue(
        live.equals(old) || live.equals(restored),
        () ->
            when + ", neither: " + differences(live, old) + " and " + differences(live, restored));
  }

  private static List<String> differences(Map<String, String> live, Map<String, String> other) {
    List<String> names = new ArrayList<>();
    TreeSet<String> all = new TreeSet<>(live.keySet());
    all.addAll(other.keySet());
    for (String name : all) {
      if (!Optional.ofNullable(live.get(name)).equals(Optional.ofNullable(other.get(name)))) {
        names.add(name);
      }
    }
    return names;
  }

  private void makeOldAgain() throws IOException {
    try (BackupManager backups = host.builder().build()) {
      if (!host.live().equals(old)) {
        backups.undo();
      }
      backups.discardUndo();
    }
    assertEquals(old, host.live());
  }

  @Test
  void aRestoreByExchangeThatIsKilledBeforeAnyStepLeavesTheOldOrTheRestored() throws Exception {
    int sawOld = 0;
    int sawRestored = 0;
    for (int step = 1; killed("swap", step); step++) {
      assertTrue(step < STEPS_AT_MOST);
      Map<String, String> live = recovered();
      isOldOrRestored(live, "killed before step " + step);
      sawOld += live.equals(old) ? 1 : 0;
      sawRestored += live.equals(restored) ? 1 : 0;
      makeOldAgain();
      assertNoCopyIsLeft();
    }
    assertEquals(restored, host.live(), "the last one was not killed");
    assertTrue(sawOld > 3 && sawRestored > 0, sawOld + " times old, " + sawRestored + " restored");
  }

  @Test
  void anUndoThatIsKilledBeforeAnyStepLeavesOneOfTheTwoAndTheOtherKept() throws Exception {
    try (BackupManager backups = host.builder().build()) {
      backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());
    }
    int kills = 0;
    for (int step = 1; killed("undo", step); step++) {
      assertTrue(step < STEPS_AT_MOST);
      kills++;
      Map<String, String> live = recovered();
      isOldOrRestored(live, "killed before step " + step);
      try (BackupManager backups = host.builder().build()) {
        assertEquals(live.equals(old), backups.pendingUndo().orElseThrow().undone());
        if (live.equals(old)) {
          backups.undo();
        }
      }
      assertEquals(restored, host.live());
    }
    assertTrue(kills > 3, "killed " + kills + " times");
    assertEquals(old, host.live(), "the last one was not killed");
  }

  @Test
  void aRecoveryThatIsKilledBeforeAnyStepIsDoneByTheNext() throws Exception {
    for (int restoreStep = 8; restoreStep <= 11; restoreStep++) {
      for (int step = 1; ; step++) {
        assertTrue(killed("swap", restoreStep), "the restore is killed in its exchange");
        boolean again = killed("recover", step);
        isOldOrRestored(recovered(), "killed before steps " + restoreStep + " and " + step);
        makeOldAgain();
        assertNoCopyIsLeft();
        if (!again) {
          break;
        }
        assertTrue(step < STEPS_AT_MOST);
      }
    }
  }

  @Test
  void aRestoreInPlaceThatIsKilledBeforeAnyStepBringsTheSafetyBackupBack() throws Exception {
    int kills = 0;
    while (killed("in place", kills + 1)) {
      kills++;
      assertTrue(kills < STEPS_AT_MOST);
      assertEquals(old, recovered(), "killed before step " + kills);
      try (BackupManager backups = host.builder().build()) {
        for (BackupSummary backup : backups.list()) {
          if (!backup.id().equals(id)) {
            backups.delete(backup.id());
          }
        }
      }
    }
    assertTrue(kills > 5, "killed " + kills + " times");
    assertEquals(restored, host.live(), "the last one was not killed");
  }

  /** Neither of the database nor of the files. */
  private void assertNoCopyIsLeft() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(
          List.of(),
          all.map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.contains("-") || name.startsWith("."))
              .toList());
    }
  }
}
