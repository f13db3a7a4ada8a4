package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {

  private static final int KILLS = 6;
  private static final int PATIENCE_SECONDS = 30;

  @TempDir Path folder;

  /** Another process, which backs up again and again until it is killed. */
  static final class Loop {

    private Loop() {}

    public static void main(String[] arguments) throws IOException {
      try (BackupManager backups = new Sandbox(Path.of(arguments[0])).unopenedBuilder().build()) {
        while (true) {
          backups.backup(BackupRequest.everything());
        }
      }
    }
  }

  @Test
  void aKilledProcessLeavesNothingInTheListThatOnlyLooksWhole() throws Exception {
    Sandbox host = new Sandbox(folder).fill();
    Random random = new Random(5);
    int whole = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start();
      boolean afterAWholeOne = kill % 2 == 0;
      await(() -> !(afterAWholeOne ? records(host.storage) : uploads(host.storage)).isEmpty());
      Thread.sleep(random.nextInt(400));
      process.destroyForcibly();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));

      try (BackupManager backups = host.builder().build()) {
        assertEquals(List.of(), uploads(host.storage), "what was begun is swept");
        for (BackupSummary backup : backups.list()) {
          if (backup.isComplete()) {
            backups.verify(backup.id());
            whole++;
          }
          backups.delete(backup.id());
        }
        assertEquals(List.of(), backups.list());
      }
    }
    assertTrue(whole > 0, "the process came far enough to be a fair test");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Loop.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    for (int i = 0; !condition.holds(); i++) {
      assertTrue(i < PATIENCE_SECONDS * 100, "the process backs up");
      Thread.sleep(10);
    }
  }

  private static List<Path> records(Path storage) throws IOException {
    if (!Files.isDirectory(storage)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(storage)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  private static List<Path> uploads(Path storage) throws IOException {
    Path uploads = storage.resolve(".uploads");
    if (!Files.isDirectory(uploads)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(uploads)) {
      return files.toList();
    }
  }
}
