package io.lifeboat.backup;

import io.lifeboat.backup.Interruption.Kind;
import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with a target under its lock besides a restore: undo, recovery, letting go. */
final class UndoRun {

  private static final Logger LOG = LoggerFactory.getLogger(UndoRun.class);

  private final Setup setup;
  private final ProgressMeter meter;
  private final RestoreOptions options;

  UndoRun(Setup setup, ProgressMeter meter) {
    this.setup = setup;
    this.meter = meter;
    this.options = setup.restoreOptions(RestoreOptions.inPlace(), Optional.empty());
  }

  /** Work under the lock. */
  private interface Work<T> {
    T run(RestoreJournal journal, OperationContext context) throws Exception;
  }

  private <T> T locked(Work<T> work) {
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      OperationContext context = setup.context(directory, CancellationToken.create(), meter);
      Optional<DatabaseRestore> database =
          setup.db().map(known -> new DatabaseRestore(known, options, meter));
      try (TargetLock lock = TargetLock.take(setup, database, context)) {
        return work.run(lock.journal(), context);
      }
    } catch (BackupException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new RestoreFailedException(Failures.sentence(e), TargetState.NEEDS_RECOVERY, null, e);
    }
  }

  /** Settles what was cut off, if anything was, and removes what is kept too long. */
  RecoveryReport recover() {
    return locked(
        (journal, context) -> {
          Optional<Interruption> cut = journal.interruption();
          if (cut.isEmpty()) {
            sweep(journal, context);
            new KeptCopies(setup, journal, options).drop(1, context);
            return new RecoveryReport(
                RecoveryReport.State.NOTHING_TO_DO, "Nothing had been cut off.");
          }
          RecoveryReport report = settleAll(cut.get(), journal, context);
          new KeptCopies(setup, journal, options).drop(1, context);
          return report;
        });
  }

  /** Removes what clones and drills left that were cut off, which no journal tells of. */
  private void sweep(RestoreJournal journal, OperationContext context) throws DialectException {
    if (setup.db().isPresent()) {
      restorer().recover(database().endpoint(), options, journal.ofLatest(), context);
    }
  }

  /** Settles one after the other, the latest first. */
  RecoveryReport settleAll(Interruption latest, RestoreJournal journal, OperationContext context)
      throws Exception {
    RecoveryReport report = settle(latest, journal, context);
    LOG.warn("{}", report.message());
    for (Optional<Interruption> cut = journal.interruption();
        cut.isPresent();
        cut = journal.interruption()) {
      report = settle(cut.get(), journal, context);
      LOG.warn("{}", report.message());
    }
    return report;
  }

  private RecoveryReport settle(Interruption cut, RestoreJournal journal, OperationContext context)
      throws Exception {
    Settlement settlement = new Settlement(setup, journal, options, CodecKeys.none(), meter);
    boolean restored = settlement.recover(cut, context).restored();
    String what =
        (cut.kind() == Kind.UNDO ? "An undo of the restore" : "A restore")
            + " of %s had been cut off. ".formatted(cut.backupId());
    return restored
        ? new RecoveryReport(
            RecoveryReport.State.RESTORED_DATA_IS_LIVE,
            what + "The restored database and files are live, whole.")
        : new RecoveryReport(
            RecoveryReport.State.OLD_DATA_IS_LIVE,
            what + "The database and files from before the restore are live, whole.");
  }

  /** Says what an undo would do; an error forbids it. */
  List<Finding> preview() {
    return locked((journal, context) -> check(journal, context));
  }

  private List<Finding> check(RestoreJournal journal, OperationContext context) throws IOException {
    Optional<Interruption> cut = journal.interruption();
    if (cut.isPresent()) {
      return List.of(
          Finding.error("restore.interrupted", cut.get().message(journal.toString()), ""));
    }
    Optional<KeptCopy> kept = new KeptCopies(setup, journal, options).newest();
    if (kept.isEmpty()) {
      return List.of(
          Finding.error(
              "undo.nothing",
              "No restore can be undone: none was made with an exchange, or its other copy was removed.",
              "Restore a backup, such as the safety backup of the restore."));
    }
    if (!kept.get().target().equals(setup.target())) {
      return List.of(
          Finding.error(
              "undo.target",
              "The restore that could be undone is of the target '%s'; this manager's is '%s'."
                  .formatted(kept.get().target(), setup.target()),
              "Undo with a manager of that target."));
    }
    return kept.get().undoToken().isPresent()
        ? restorer()
            .checkUndo(database().endpoint(), kept.get().undoToken().get(), options, context)
        : List.of();
  }

  /** Exchanges what is live with what is kept. */
  PendingUndo undo() {
    return locked(
        (journal, context) -> {
          List<Finding> errors = check(journal, context).stream().filter(Finding::isError).toList();
          if (!errors.isEmpty()) {
            throw new RestoreRefusedException(errors);
          }
          KeptCopy kept = new KeptCopies(setup, journal, options).newest().orElseThrow();
          return exchange(kept, journal, context).pending();
        });
  }

  private KeptCopy exchange(KeptCopy kept, RestoreJournal journal, OperationContext context)
      throws Exception {
    Interruption intent =
        new Interruption(
            Kind.UNDO,
            kept.backupId(),
            "",
            kept.operation(),
            kept.undoToken().isPresent(),
            setup.target());
    journal.begin(intent);
    meter.phase(Phase.SWAPPING, 0);
    boolean succeeded = false;
    try (StagedFiles files = StagedFiles.found(setup.roots(), kept.operation())) {
      setup.hooks().beforeSwap(kept.backupId());
      if (kept.undoToken().isPresent()) {
        restorer()
            .undo(
                database().endpoint(),
                kept.undoToken().get(),
                options,
                journal.ofLatest(),
                context);
      }
      files.bring(!kept.restoredIsLive());
      succeeded = true;
    } catch (Exception e) {
      KeptCopy finished = finished(kept, intent, journal, context, e);
      succeeded = true;
      return finished;
    } finally {
      letGo(kept.backupId(), succeeded);
    }
    Instant until = setup.clock().instant().plus(setup.undoFor());
    KeptCopy exchanged = kept.afterUndo(!kept.restoredIsLive(), until);
    List<KeptCopy> all = new ArrayList<>(journal.kept());
    all.set(all.size() - 1, exchanged);
    journal.settle(all);
    return exchanged;
  }

  /** Whatever the undo came to, the application goes on. */
  private void letGo(String backupId, boolean succeeded) {
    try {
      setup.hooks().afterRestore(backupId, succeeded);
    } catch (Exception e) {
      LOG.warn("The hook afterRestore failed after the undo of the restore of {}", backupId, e);
    }
  }

  /**
   * Settles an undo that failed on its way.
   *
   * @return what is kept, if settling it finished the undo
   * @throws RestoreFailedException if everything is as it was before the undo, or unsettled
   */
  private KeptCopy finished(
      KeptCopy before,
      Interruption intent,
      RestoreJournal journal,
      OperationContext context,
      Exception failure) {
    String now;
    try {
      now = settle(intent, journal, context).message();
      KeptCopy after = new KeptCopies(setup, journal, options).newest().orElseThrow();
      if (after.restoredIsLive() != before.restoredIsLive()) {
        LOG.warn("The undo failed on its way, and was finished. {}", now, failure);
        return after;
      }
    } catch (Exception e) {
      failure.addSuppressed(e);
      throw new RestoreFailedException(
          "The undo failed: %s Call recover() once the cause is mended."
              .formatted(Failures.sentence(failure)),
          TargetState.NEEDS_RECOVERY,
          null,
          failure);
    }
    throw new RestoreFailedException(
        "The undo failed: %s %s".formatted(Failures.sentence(failure), now),
        TargetState.UNCHANGED,
        null,
        failure);
  }

  /** Removes what is kept. */
  void discard() {
    locked(
        (journal, context) -> {
          if (journal.interruption().isPresent()) {
            throw new RestoreRefusedException(check(journal, context));
          }
          KeptCopies copies = new KeptCopies(setup, journal, options);
          copies.drop(0, context);
          Optional<KeptCopy> left = copies.newest();
          if (left.isPresent()) {
            throw new RestoreRefusedException(
                List.of(
                    Finding.error(
                        "undo.target",
                        "What is kept is of the target '%s', whose database is not that of this manager."
                            .formatted(left.get().target()),
                        "Discard it with a manager of that target.")));
          }
          return journal;
        });
  }

  private Setup.Database database() {
    return setup.db().orElseThrow();
  }

  private Restorer restorer() {
    return database().dialect().restorer();
  }
}
