package io.lifeboat.backup;

import io.lifeboat.backup.Interruption.Kind;
import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.Recovery.Live;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.UndoToken;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Brings database and files to one side, whole, after an operation failed or was cut off: to the
 * restored data if the database has it live already, else back. Closes the journal then; may itself
 * be killed and run again.
 */
final class Settlement {

  private final Setup setup;
  private final RestoreJournal journal;
  private final RestoreOptions options;
  private final CodecKeys keys;
  private final ProgressMeter meter;

  /**
   * Prepares to settle.
   *
   * @param setup of the manager
   * @param journal of the target
   * @param options how the dialect reaches the server, and loads a safety backup in place
   * @param keys for the safety backup, besides the manager's own
   * @param meter told about it
   */
  Settlement(
      Setup setup,
      RestoreJournal journal,
      RestoreOptions options,
      CodecKeys keys,
      ProgressMeter meter) {
    this.setup = setup;
    this.journal = journal;
    this.options = options;
    this.keys = keys;
    this.meter = meter;
  }

  /**
   * What is live afterwards.
   *
   * @param restored whether it is the restored data
   */
  record Settled(boolean restored) {}

  /** Settles what a process that is gone left; which side it is depends on how far it came. */
  Settled recover(Interruption cut, OperationContext context) throws Exception {
    requireOwn(cut);
    try (StagedFiles files = StagedFiles.found(setup.roots(), cut.operation())) {
      Recovery recovery = recoverDatabase(cut, context);
      return switch (cut.kind()) {
        case LOAD -> back(cut, recovery, files, true);
        case SWAP -> {
          boolean forward =
              cut.database() ? recovery.live() == Live.RESTORED : files.restoredIsLive();
          yield forward ? forward(cut, recovery, files) : back(cut, recovery, files, false);
        }
        case UNDO -> alongTheDatabase(cut, recovery, files);
      };
    }
  }

  private void requireOwn(Interruption cut) {
    if (!cut.target().equals(setup.target())) {
      throw new ConfigurationException(
          List.of(
              "The journal %s is of the target '%s'; this manager's is '%s'. Recover with a manager of that target, or give each its own state directory."
                  .formatted(journal, cut.target(), setup.target())));
    }
  }

  /** Brings everything back after a failure of this process, which still holds the files. */
  void back(Interruption cut, StagedFiles files, boolean databaseTouched, OperationContext context)
      throws Exception {
    Recovery recovery = recoverDatabase(cut, context);
    if (recovery.live() == Live.RESTORED) {
      UndoToken token =
          recovery
              .undo()
              .orElseThrow(
                  () ->
                      new DialectException(
                          DialectException.Reason.UNSUPPORTED,
                          "The restored database is live, and its dialect can't exchange it back."));
      restorer().undo(endpoint(), token, options, journal.ofLatest(), context);
      restorer().discard(endpoint(), token, options, context);
    }
    back(cut, recovery, files, databaseTouched);
  }

  private Recovery recoverDatabase(Interruption cut, OperationContext context)
      throws DialectException {
    return cut.database()
        ? restorer().recover(endpoint(), options, journal.ofLatest(), context)
        : Recovery.of(Live.UNTOUCHED);
  }

  private Settled back(
      Interruption cut, Recovery recovery, StagedFiles files, boolean databaseTouched)
      throws Exception {
    files.bring(false);
    boolean incomplete =
        recovery.live() == Live.DAMAGED
            || (cut.kind() == Kind.LOAD && recovery.live() == Live.UNTOUCHED);
    if (cut.database() && databaseTouched && incomplete) {
      bringSafetyBackupBack(cut);
    }
    journal.revert();
    files.discard();
    return new Settled(false);
  }

  private Settled forward(Interruption cut, Recovery recovery, StagedFiles files) throws Exception {
    files.bring(true);
    setup.hooks().afterSwap(cut.backupId());
    Optional<KeptCopy> kept = new KeptCopies(setup, journal, options).add(cut, recovery.undo());
    if (kept.isEmpty()) {
      files.discard();
    }
    return new Settled(true);
  }

  private Settled alongTheDatabase(Interruption cut, Recovery recovery, StagedFiles files)
      throws IOException {
    List<KeptCopy> kept = journal.kept();
    KeptCopy undone =
        kept.stream()
            .filter(copy -> copy.operation().equals(cut.operation()))
            .findFirst()
            .orElseThrow(() -> new IOException("The journal does not name the copy of " + cut));
    boolean restored =
        switch (recovery.live()) {
          case RESTORED -> true;
          case OLD -> false;
          case UNTOUCHED, DAMAGED -> undone.restoredIsLive();
        };
    files.bring(restored);
    KeptCopy settled =
        restored == undone.restoredIsLive()
            ? undone
            : undone.afterUndo(restored, setup.clock().instant().plus(setup.undoFor()));
    journal.settle(kept.stream().map(copy -> copy.equals(undone) ? settled : copy).toList());
    return new Settled(restored);
  }

  /** Loads the safety backup over what is left of the database. */
  private void bringSafetyBackupBack(Interruption cut) throws Exception {
    if (cut.safetyBackup().isEmpty()) {
      throw new RestoreFailedException(
          "No safety backup was made, so the database is incomplete. Restore a backup.",
          TargetState.DAMAGED,
          null,
          null);
    }
    meter.phase(Phase.BRINGING_BACK, 0);
    CancellationToken never = CancellationToken.create();
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent());
        Workers workers = new Workers(setup.workers(), never)) {
      OperationContext context = setup.context(directory, never, meter);
      try (ArchiveReader safety = new StoredArchives(setup).openListed(cut.safetyBackup(), keys);
          DatabaseRestore.Loaded loaded =
              new DatabaseRestore(database(), options, meter)
                  .load(safety, workers, journal.ofLatest(), context)) {
        loaded.complete(context);
      }
    }
  }

  private Setup.Database database() {
    return setup
        .db()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "The operation that was cut off changed a database, and none is configured.")));
  }

  private Restorer restorer() {
    return database().dialect().restorer();
  }

  private DatabaseEndpoint endpoint() {
    return database().endpoint();
  }
}
