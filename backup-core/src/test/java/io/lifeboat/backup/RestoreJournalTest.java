package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreJournalTest {

  @TempDir Path folder;

  /** Or the database of a restore that is not settled would be taken for that of the next one. */
  @Test
  void aDialectSeesOnlyWhatWasWrittenSinceTheLatestOperationBegan() throws IOException {
    Journal file = new FileJournal(folder, "journal");
    RestoreJournal journal = new RestoreJournal(file, Clock.systemUTC());
    Interruption cut = new Interruption(Interruption.Kind.SWAP, "backup", "", "op", true, "db");
    JournalEntry first = new JournalEntry(Clock.systemUTC().instant(), "step", Map.of("n", "1"));
    JournalEntry second = new JournalEntry(Clock.systemUTC().instant(), "step", Map.of("n", "2"));

    journal.begin(cut);
    journal.ofLatest().append(first);
    assertEquals(List.of(first), journal.ofLatest().entries());

    journal.begin(cut);
    assertEquals(List.of(), journal.ofLatest().entries());
    journal.ofLatest().append(second);
    assertEquals(List.of(second), journal.ofLatest().entries());

    journal.ofLatest().replace(List.of());
    assertEquals(3, file.entries().size());
    journal.revert();
    assertEquals(List.of(first), journal.ofLatest().entries());
  }
}
