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

  Journal entries() {
    return journal;
  }

  /**
   * What dialects write to, and read: of what was begun last only. What was cut off before it, and
   * could not be settled, must not be taken for a part of it.
   */
  Journal ofLatest() {
    return new Latest(journal);
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
    int begun = begun(entries);
    if (begun > 0) {
      journal.replace(entries.subList(0, begun - 1));
    }
  }

  /** Where the entries begin of what was begun last; zero if nothing was. */
  private static int begun(List<JournalEntry> entries) {
    int begun = entries.size();
    while (begun > 0 && Interruption.of(entries.get(begun - 1)).isEmpty()) {
      begun--;
    }
    return begun;
  }

  @Override
  public String toString() {
    return journal.toString();
  }

  /** The end of a journal, as a journal. */
  private record Latest(Journal whole) implements Journal {

    @Override
    public void append(JournalEntry entry) throws IOException {
      whole.append(entry);
    }

    @Override
    public List<JournalEntry> entries() throws IOException {
      List<JournalEntry> all = whole.entries();
      return all.subList(begun(all), all.size());
    }

    @Override
    public void replace(List<JournalEntry> remaining) throws IOException {
      List<JournalEntry> all = whole.entries();
      List<JournalEntry> next = new ArrayList<>(all.subList(0, begun(all)));
      next.addAll(remaining);
      whole.replace(next);
    }

    @Override
    public String toString() {
      return whole.toString();
    }
  }
}
