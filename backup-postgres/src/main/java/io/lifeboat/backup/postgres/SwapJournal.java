package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.UndoToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this dialect writes to a journal, and reads there after a process was killed. */
final class SwapJournal {

  private static final String CREATE = PostgresDialectProvider.ID + ".create";
  private static final String EXCHANGE = PostgresDialectProvider.ID + ".exchange";
  private static final String UNDO = PostgresDialectProvider.ID + ".undo";

  private final Journal journal;
  private final OperationContext context;

  SwapJournal(Journal journal, OperationContext context) {
    this.journal = journal;
    this.context = context;
  }

  /** A scratch database is about to be made beside a live one. */
  void create(String token, String live) throws DialectException {
    append(CREATE, Map.of("token", token, "live", live));
  }

  /** It is about to become live. */
  void exchange(KeptDatabase kept) throws DialectException {
    append(EXCHANGE, Map.of("token", kept.token(), "undo", kept.undoToken().value()));
  }

  /** The two databases of a completed restore are about to be exchanged. */
  void undo(KeptDatabase kept) throws DialectException {
    append(UNDO, Map.of("token", kept.token(), "undo", kept.undoToken().value()));
  }

  private void append(String step, Map<String, String> facts) throws DialectException {
    try {
      journal.append(new JournalEntry(context.clock().instant(), step, facts));
    } catch (IOException e) {
      throw new DialectException(
          Reason.OTHER, "The journal can't be written: " + e.getMessage(), false, e);
    }
  }

  /**
   * What was done last.
   *
   * @param token names its databases
   * @param old OID of the database from before the restore
   * @param kept both databases; empty before an exchange was announced
   * @param restoring whether the restore itself is not settled; else it was an undo of one that is
   */
  record Last(String token, String old, Optional<KeptDatabase> kept, boolean restoring) {}

  Optional<Last> last() throws DialectException {
    List<JournalEntry> all;
    try {
      all = journal.entries();
    } catch (IOException e) {
      throw new DialectException(
          Reason.OTHER, "The journal can't be read: " + e.getMessage(), false, e);
    }
    String token = "";
    for (JournalEntry entry : all) {
      if (List.of(CREATE, EXCHANGE, UNDO).contains(entry.step())) {
        token = entry.facts().getOrDefault("token", "");
      }
    }
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Optional<KeptDatabase> kept = Optional.empty();
    String old = "";
    for (JournalEntry entry : all) {
      if (!token.equals(entry.facts().get("token"))) {
        continue;
      }
      if (entry.step().equals(CREATE)) {
        old = entry.facts().getOrDefault("live", "");
      } else if (entry.facts().containsKey("undo")) {
        kept = Optional.of(KeptDatabase.of(new UndoToken(entry.facts().getOrDefault("undo", ""))));
      }
    }
    boolean restoring = !old.isEmpty();
    return Optional.of(
        new Last(token, restoring ? old : kept.map(KeptDatabase::old).orElse(""), kept, restoring));
  }
}
