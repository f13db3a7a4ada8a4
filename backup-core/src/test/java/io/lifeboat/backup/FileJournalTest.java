package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lifeboat.backup.api.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {

  private static final JournalEntry FIRST =
      new JournalEntry(Instant.parse("2026-01-02T03:04:05.678Z"), "core.load", Map.of("a", "b\nc"));
  private static final JournalEntry SECOND =
      new JournalEntry(Instant.parse("2026-01-02T03:04:06Z"), "core.swap", Map.of());

  @TempDir Path folder;
  private Path file;
  private FileJournal journal;

  @BeforeEach
  void openJournal() {
    Path directory = folder.resolve("deep");
    file = directory.resolve("restore.journal");
    journal = new FileJournal(directory, "restore.journal");
  }

  @Test
  void entriesComeBackInOrderFromAnotherProcess() throws IOException {
    journal.append(FIRST);
    journal.append(SECOND);
    assertEquals(
        List.of(FIRST, SECOND),
        new FileJournal(folder.resolve("deep"), "restore.journal").entries());
  }

  @Test
  void aJournalThatWasNeverWrittenIsEmpty() throws IOException {
    assertEquals(List.of(), journal.entries());
  }

  @Test
  void aLastLineThatACrashCutIsLeftOut() throws IOException {
    journal.append(FIRST);
    journal.append(SECOND);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
    assertEquals(List.of(FIRST), journal.entries());
  }

  @Test
  void replacingKeepsOnlyWhatRemains() throws IOException {
    journal.append(FIRST);
    journal.append(SECOND);
    journal.replace(List.of(SECOND));
    assertEquals(List.of(SECOND), journal.entries());
    journal.replace(List.of());
    assertEquals(List.of(), journal.entries());
    assertFalse(Files.exists(file));
  }
}
