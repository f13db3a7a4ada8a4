package io.lifeboat.backup;

import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The journal of a target in the core's words: what was cut off, and which copies are kept. */
final class RestoreJournal {

  private final Journal journal;
  private final Clock clock;

  RestoreJournal(Journal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /** What dialects write to. */
  Journal entries() {
    return journal;
  }

  Optional<Interruption> interruption() throws IOException {
    return journal.entries().stream()
        .flatMap(entry -> Interruption.of(entry).stream())
        .reduce((first, second) -> second);
  }

  /** The copies that are kept, oldest first; only the newest can be undone, the others go. */
  List<KeptCopy> kept() throws IOException {
    List<KeptCopy> kept = new ArrayList<>();
    for (JournalEntry entry : journal.entries()) {
      KeptCopy.of(entry).ifPresent(kept::add);
    }
    return kept;
  }

  /** Writes what is about to change live data. */
  void begin(Interruption intent) throws IOException {
    journal.append(intent.entry(clock.instant()));
  }

  /** Writes that the data is whole, and what is kept beside it. */
  void settle(List<KeptCopy> kept) throws IOException {
    journal.replace(kept.stream().map(KeptCopy::entry).toList());
  }

  /**
   * Writes that what was begun last is reverted. What was cut off before it, if anything was, is
   * still to be settled.
   */
  void revert() throws IOException {
    List<JournalEntry> entries = journal.entries();
    int begun = entries.size();
    while (begun > 0 && Interruption.of(entries.get(begun - 1)).isEmpty()) {
      begun--;
    }
    journal.replace(entries.subList(0, Math.max(0, begun - 1)));
  }

  @Override
  public String toString() {
    return journal.toString();
  }
}
