package io.lifeboat.backup;

import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.UndoToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The other copy of a restored target: what is not live, and what exchanges it.
 *
 * @param backupId what was restored
 * @param operation names the copies of the file roots
 * @param token what exchanges the database; empty if none was restored
 * @param restoredIsLive which of the two is live
 * @param restoredAt when the restore became live
 * @param until when the copy may be removed
 * @param target what was restored, as {@link Setup#target} names it
 */
record KeptCopy(
    String backupId,
    String operation,
    String token,
    boolean restoredIsLive,
    Instant restoredAt,
    Instant until,
    String target) {

  private static final String STEP = "core.kept";

  /** Reads an entry of the journal; empty if it says something else. */
  static Optional<KeptCopy> of(JournalEntry entry) throws IOException {
    if (!entry.step().equals(STEP)) {
      return Optional.empty();
    }
    Map<String, String> facts = entry.facts();
    try {
      return Optional.of(
          new KeptCopy(
              facts.getOrDefault("backup", ""),
              facts.getOrDefault("operation", ""),
              facts.getOrDefault("token", ""),
              Boolean.parseBoolean(facts.get("restoredIsLive")),
              entry.at(),
              Instant.parse(facts.getOrDefault("until", "")),
              facts.getOrDefault("target", "")));
    } catch (DateTimeException e) {
      throw new IOException("The journal's entry about a kept copy can't be read: " + entry, e);
    }
  }

  JournalEntry entry() {
    return new JournalEntry(
        restoredAt,
        STEP,
        Map.of(
            "backup",
            backupId,
            "operation",
            operation,
            "token",
            token,
            "restoredIsLive",
            String.valueOf(restoredIsLive),
            "until",
            until.toString(),
            "target",
            target));
  }

  Optional<UndoToken> undoToken() {
    return token.isEmpty() ? Optional.empty() : Optional.of(new UndoToken(token));
  }

  /** Says which of the two is live after an undo; the other one is kept for a time of its own. */
  KeptCopy afterUndo(boolean restoredLive, Instant keptUntil) {
    return new KeptCopy(backupId, operation, token, restoredLive, restoredAt, keptUntil, target);
  }

  PendingUndo pending() {
    return new PendingUndo(backupId, restoredAt, until, !restoredIsLive);
  }
}
