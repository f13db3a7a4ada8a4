package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/** A journal of a test. */
final class MemoryJournal implements Journal {

  private final List<JournalEntry> entries = new ArrayList<>();

  @Override
  public synchronized void append(JournalEntry entry) {
    entries.add(entry);
  }

  @Override
  public synchronized List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized void replace(List<JournalEntry> remaining) {
    entries.clear();
    entries.addAll(remaining);
  }
}
