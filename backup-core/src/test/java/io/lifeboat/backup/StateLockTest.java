package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {

  private static final int TAKEN = 1;

  @TempDir Path folder;

  /** Another process: {@code take folder} or {@code abandon folder}. */
  static final class Other {

    private Other() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[1]);
      if (arguments[0].equals("take")) {
        System.exit(StateLock.take(folder, "lock").isPresent() ? 0 : TAKEN);
      }
      Files.writeString(WorkDirectory.in(folder).path().resolve("client.cnf"), "password=secret");
      Runtime.getRuntime().halt(0);
    }
  }

  private int other(String what) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            what,
            folder.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(path -> path.toString().contains("lifeboat-")).toList();
    }
  }

  @Test
  @SuppressWarnings("try") // held, not used
  void aSecondHolderIsRefusedAndTheRefusalDoesNotGiveTheLockAway() throws Exception {
    try (StateLock held = StateLock.take(folder, "lock").orElseThrow()) {
      assertTrue(StateLock.take(folder, "lock").isEmpty(), "this process");
      assertEquals(TAKEN, other("take"), "another process, after a refusal in this one");
    }
    assertEquals(0, other("take"));
    StateLock.take(folder, "lock").orElseThrow().close();
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextOperationAndWhatLivesIsNot() throws Exception {
    try (WorkDirectory living = WorkDirectory.in(folder)) {
      assertEquals(0, other("abandon"));
      assertEquals(2, leftovers().size());
      Files.createDirectory(folder.resolve("lifeboat-of-somebody-else"));

      try (WorkDirectory next = WorkDirectory.in(folder)) {
        assertEquals(3, leftovers().size());
        assertTrue(Files.isDirectory(living.path()));
        assertTrue(Files.isDirectory(next.path()));
        assertTrue(Files.isDirectory(folder.resolve("lifeboat-of-somebody-else")));
      }
    }
    assertEquals(List.of(folder.resolve("lifeboat-of-somebody-else")), leftovers());
  }
}
