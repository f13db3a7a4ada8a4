package io.lifeboat.backup;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.UndoToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The copies that restores kept. Only the newest can be undone; the others, and late ones, go. */
final class KeptCopies {

  private final Setup setup;
  private final RestoreJournal journal;
  private final RestoreOptions options;

  KeptCopies(Setup setup, RestoreJournal journal, RestoreOptions options) {
    this.setup = setup;
    this.journal = journal;
    this.options = options;
  }

  Optional<KeptCopy> newest() throws IOException {
    List<KeptCopy> kept = journal.kept();
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1));
  }

  /** Closes the journal of a restore that is live, and remembers its other copy if there is one. */
  Optional<KeptCopy> add(Interruption done, Optional<UndoToken> token) throws IOException {
    List<KeptCopy> kept = new ArrayList<>(journal.kept());
    boolean possible =
        done.kind() == Interruption.Kind.SWAP && (!done.database() || token.isPresent());
    Instant now = setup.clock().instant();
    Optional<KeptCopy> added =
        possible
            ? Optional.of(
                new KeptCopy(
                    done.backupId(),
                    done.operation(),
                    token.map(UndoToken::value).orElse(""),
                    true,
                    now,
                    now.plus(setup.undoFor()),
                    done.target()))
            : Optional.empty();
    added.ifPresent(kept::add);
    journal.settle(kept);
    return added;
  }

  /**
   * Removes every copy that a newer restore took the place of, or whose time is over. Does nothing
   * while something that was cut off is not settled: it may need what looks left over. A copy of a
   * database that is not this manager's stays, for the manager that can remove it. Called under the
   * lock of the target.
   *
   * @param keep how many of the newest stay, as far as their time is not over
   */
  void drop(int keep, OperationContext context) throws IOException, DialectException {
    if (journal.interruption().isPresent()) {
      return;
    }
    List<KeptCopy> kept = journal.kept();
    Instant now = setup.clock().instant();
    List<KeptCopy> wanted =
        kept.subList(Math.max(0, kept.size() - keep), kept.size()).stream()
            .filter(copy -> copy.until().isAfter(now))
            .toList();
    List<KeptCopy> stay =
        kept.stream().filter(copy -> wanted.contains(copy) || !isWithinReach(copy)).toList();
    for (KeptCopy copy : kept) {
      if (!stay.contains(copy) && copy.undoToken().isPresent()) {
        Setup.Database database = setup.db().orElseThrow();
        database
            .dialect()
            .restorer()
            .discard(database.endpoint(), copy.undoToken().get(), options, context);
      }
    }
    Set<String> operations = stay.stream().map(KeptCopy::operation).collect(Collectors.toSet());
    StagedFiles.discardOthers(setup.roots(), operations);
    if (!stay.equals(kept)) {
      journal.settle(stay);
    }
  }

  private boolean isWithinReach(KeptCopy copy) {
    return copy.undoToken().isEmpty() || setup.hasDatabaseOf(copy.target());
  }
}
