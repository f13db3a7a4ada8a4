package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.UndoToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Exchanges the live database with the kept one, as often as that is asked for, or drops it. */
final class SwapUndo {

  private final Login target;
  private final SideNames names;
  private final PostgresOptions settings;
  private final OperationContext context;

  SwapUndo(Login target, PostgresOptions settings, OperationContext context) {
    this.names = new SideNames(target.endpoint().database());
    this.target = target.as(names.application());
    this.settings = settings;
    this.context = context;
  }

  /** What an undo would do, and what forbids it. */
  List<Finding> check(UndoToken token) {
    List<Finding> findings = new ArrayList<>();
    try (SqlSession session = Maintenance.open(target, context)) {
      KeptDatabase kept = KeptDatabase.of(token);
      String live = requireBoth(kept, new SideDatabases(session, target, context));
      new SwapCheck(session, names.target(), settings, context).blockers(findings);
      findings.add(written(kept, live));
    } catch (DialectException e) {
      findings.add(
          e.reason() == Reason.CONFIGURATION
              ? Finding.error("undo.gone", String.valueOf(e.getMessage()), "Restore a backup.")
              : Failures.finding(e));
    }
    return findings;
  }

  private Finding written(KeptDatabase kept, String live) throws DialectException {
    long before = live.equals(kept.old()) ? kept.oldWrites() : kept.restoredWrites();
    long now = new Writes(target, context).in(names.target());
    boolean known = before >= 0 && now >= before;
    return Finding.info(
        "undo.rows",
        known
            ? "About %d rows were inserted, changed or deleted since this database became live. The undo keeps them, in the copy that is not live then."
                .formatted(now - before)
            : "How many rows were written since this database became live is not known. The undo keeps them, in the copy that is not live then.");
  }

  /** Returns the OID of the live database. */
  private String requireBoth(KeptDatabase kept, SideDatabases databases) throws DialectException {
    String live = databases.requireOid(names.target());
    String copy = names.kept(kept.token());
    Optional<String> other = databases.oid(copy);
    if (!kept.knows(live) || !other.equals(Optional.of(kept.otherOf(live)))) {
      throw new DialectException(
          Reason.CONFIGURATION,
          other.isPresent()
              ? "The database '%s' was replaced since the restore.".formatted(names.target())
              : "The database '%s' that was kept is gone.".formatted(copy));
    }
    return live;
  }

  void run(UndoToken token, Journal journal, Duration wait) throws DialectException {
    KeptDatabase kept = KeptDatabase.of(token);
    try (SqlSession session = Maintenance.open(target, context)) {
      SideDatabases databases = new SideDatabases(session, target, context);
      databases.sweep();
      String live = requireBoth(kept, databases);
      SwapJournal steps = new SwapJournal(journal, context);
      if (!isWayBack(kept, steps)) {
        requireNothingToDecide(session);
      }
      steps.undo(kept);
      String passing = names.scratch(kept.token());
      String copy = names.kept(kept.token());
      var unused =
          new Exchange(session, target, live, kept.otherOf(live), context)
              .rename(names.target(), passing)
              .rename(copy, names.target())
              .rename(passing, copy)
              .run(wait);
    }
  }

  /** A restore that failed goes back whatever it brought; nobody is there to decide. */
  private static boolean isWayBack(KeptDatabase kept, SwapJournal steps) throws DialectException {
    return steps
        .last()
        .filter(last -> last.restoring() && last.token().equals(kept.token()))
        .isPresent();
  }

  private void requireNothingToDecide(SqlSession session) throws DialectException {
    List<Finding> blockers = new ArrayList<>();
    new SwapCheck(session, names.target(), settings, context).blockers(blockers);
    if (blockers.stream().anyMatch(Finding::isError)) {
      throw new DialectException(
          Reason.CONFIGURATION,
          blockers.stream().map(Finding::toString).collect(Collectors.joining(" ")));
    }
  }

  void discard(UndoToken token) throws DialectException {
    KeptDatabase kept = KeptDatabase.of(token);
    try (SqlSession session = Maintenance.open(target, context)) {
      SideDatabases databases = new SideDatabases(session, target, context);
      Optional<String> copy = databases.oid(names.kept(kept.token()));
      if (copy.isPresent() && kept.knows(copy.get())) {
        databases.drop(names.kept(kept.token()));
      }
    }
  }
}
