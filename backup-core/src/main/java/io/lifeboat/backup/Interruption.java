package io.lifeboat.backup;

import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A restore that was cut off while it changed live data, as its journal tells.
 *
 * @param backupId what was being restored
 * @param safetyBackup the backup of what was there before; empty if none was made
 * @param journal where this is written
 */
record Interruption(String backupId, String safetyBackup, String journal) {

  private static final String STEP = "core.load";

  static Optional<Interruption> of(Journal journal) throws IOException {
    return journal.entries().stream()
        .filter(entry -> entry.step().equals(STEP))
        .findFirst()
        .map(
            entry ->
                new Interruption(
                    entry.facts().getOrDefault("backup", ""),
                    entry.facts().getOrDefault("safetyBackup", ""),
                    journal.toString()));
  }

  /** Writes that live data is about to be changed. */
  static void announce(Journal journal, Clock clock, String backupId, String safetyBackup)
      throws IOException {
    journal.append(
        new JournalEntry(
            clock.instant(), STEP, Map.of("backup", backupId, "safetyBackup", safetyBackup)));
  }

  /** Writes that the data is whole again. */
  static void over(Journal journal) throws IOException {
    journal.replace(List.of());
  }

  String message() {
    String fix =
        safetyBackup.isEmpty()
            ? "No safety backup was made. Restore a backup."
            : "Restore the safety backup %s to get the data from before, or %s again."
                .formatted(safetyBackup, backupId);
    return "A restore of %s was cut off while it was changing the data, so the database may be incomplete. %s (Journal: %s)"
        .formatted(backupId, fix, journal);
  }
}
