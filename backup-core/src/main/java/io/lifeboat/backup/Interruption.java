package io.lifeboat.backup;

import io.lifeboat.backup.api.JournalEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What is about to change live data, as the journal tells it; found there later, it was cut off.
 *
 * @param kind what it does
 * @param backupId what is being restored, or whose restore is being undone
 * @param safetyBackup the backup of what was there before; empty if none was made
 * @param operation names the copies of the file roots
 * @param database whether a database takes part
 */
record Interruption(
    Kind kind, String backupId, String safetyBackup, String operation, boolean database) {

  /** How live data is changed. */
  enum Kind {
    /** Loaded over what is live. */
    LOAD("core.load"),
    /** Loaded beside it, then exchanged. */
    SWAP("core.swap"),
    /** Exchanged with the copy that a restore kept. */
    UNDO("core.undo");

    private final String step;

    Kind(String step) {
      this.step = step;
    }
  }

  /** Reads an entry of the journal; empty if it says something else. */
  static Optional<Interruption> of(JournalEntry entry) {
    Map<String, String> facts = entry.facts();
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.step.equals(entry.step()))
        .findFirst()
        .map(
            kind ->
                new Interruption(
                    kind,
                    facts.getOrDefault("backup", ""),
                    facts.getOrDefault("safetyBackup", ""),
                    facts.getOrDefault("operation", ""),
                    Boolean.parseBoolean(facts.getOrDefault("database", "true"))));
  }

  JournalEntry entry(Instant at) {
    return new JournalEntry(
        at,
        kind.step,
        Map.of(
            "backup",
            backupId,
            "safetyBackup",
            safetyBackup,
            "operation",
            operation,
            "database",
            String.valueOf(database)));
  }

  /** Says what was cut off and what to do, as to an operator. */
  String message(String journal) {
    String what =
        switch (kind) {
          case LOAD ->
              "A restore of %s is running, or was cut off while it was changing the data, so the database may be incomplete."
                  .formatted(backupId);
          case SWAP -> "A restore of %s is running, or was cut off.".formatted(backupId);
          case UNDO ->
              "An undo of the restore of %s is running, or was cut off.".formatted(backupId);
        };
    String fix =
        kind == Kind.LOAD && safetyBackup.isEmpty()
            ? "No safety backup was made. Restore a backup."
            : kind == Kind.LOAD
                ? "Call recover(), which brings the safety backup %s back, or restore %s again."
                    .formatted(safetyBackup, backupId)
                : "Call recover(), which finishes or reverts it.";
    return "%s %s (Journal: %s)".formatted(what, fix, journal);
  }
}
