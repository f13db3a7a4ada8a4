package io.lifeboat.backup;

import io.lifeboat.backup.Interruption.Kind;
import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.UndoToken;
import io.lifeboat.backup.archive.ArchiveReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One restore: every check and every byte first, then a safety backup, then files and database
 * beside the live ones, then the exchange; in place, the database is loaded over the live one. Used
 * once.
 */
final class RestoreRun {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

  private final Setup setup;
  private final RestoreRequest request;
  private final ProgressMeter meter;
  private final CancellationToken cancellation;
  private @Nullable String safetyBackup;

  RestoreRun(
      Setup setup, RestoreRequest request, ProgressMeter meter, CancellationToken cancellation) {
    this.setup = setup;
    this.request = request;
    this.meter = meter;
    this.cancellation = cancellation;
  }

  @SuppressWarnings("try") // closed at the end, not used before
  RestoreReport run() {
    long started = setup.nanoTime().getAsLong();
    CancellationToken inner = CancellationToken.create();
    try (CancellationToken.Registration link =
            cancellation.onCancel(() -> inner.cancel(cancellation.reason().orElse("cancelled")));
        WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      OperationContext context = setup.context(directory, inner, meter);
      try (ArchiveReader reader = new StoredArchives(setup).open(request, context, meter)) {
        Restored restored = restore(reader, context);
        Duration took = Duration.ofNanos(setup.nanoTime().getAsLong() - started);
        LOG.info("Backup {} is restored in {}", reader.manifest().id(), took);
        return new RestoreReport(
            reader.manifest().id(),
            safetyBackup,
            restored.counted.rows(),
            restored.counted.tables(),
            restored.files,
            restored.heldOff,
            restored.kept.map(KeptCopy::pending).orElse(null),
            meter.findings(),
            took);
      }
    } catch (Exception e) {
      throw failure(e);
    } finally {
      meter.phase(Phase.FINISHED, 0);
    }
  }

  /** What was restored, and what is kept. */
  private record Restored(
      DatabaseRestore.Counted counted, long files, Duration heldOff, Optional<KeptCopy> kept) {}

  /** Checks everything and changes nothing. */
  RestorePreview preview() {
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      OperationContext context = setup.context(directory, cancellation, meter);
      try (ArchiveReader reader = new StoredArchives(setup).open(request, context, meter)) {
        RestorePlan plan = RestorePlan.make(setup, request, reader.manifest(), meter, context);
        return new RestorePreview(
            reader.manifest().id(),
            reader.manifest().created(),
            plan.mode(),
            plan.database().isPresent(),
            plan.roots().stream().map(FileRoot::name).toList(),
            reader.totals().rows(),
            reader.totals().files(),
            plan.findings());
      }
    } catch (Exception e) {
      throw failure(e);
    }
  }

  @SuppressWarnings("try") // closed at the end, not used before
  private Restored restore(ArchiveReader reader, OperationContext context) throws Exception {
    meter.phase(Phase.CHECKING, 0);
    RestorePlan plan = RestorePlan.make(setup, request, reader.manifest(), meter, context);
    plan.findings().stream().filter(finding -> !finding.isError()).forEach(meter::note);
    plan.requireAllowed();
    try (TargetLock lock = TargetLock.take(setup, plan.database(), context)) {
      settleFirst(plan, lock.journal(), context);
      verify(reader, meter, context);
      if (plan.mode() == RestoreMode.INTO) {
        return cloned(reader, plan, context);
      }
      if (request.safetyBackup()) {
        safetyBackup(plan, context);
      }
      return new HookedRestore(reader, plan, lock.journal()).run(context);
    }
  }

  /**
   * Settles what was cut off before. Where that can't be done, only a restore that replaces all of
   * it may go on.
   */
  private void settleFirst(RestorePlan plan, RestoreJournal journal, OperationContext context)
      throws IOException {
    Optional<Interruption> cut = journal.interruption();
    if (cut.isEmpty() || plan.mode() == RestoreMode.INTO) {
      return;
    }
    try {
      new UndoRun(setup, meter).settleAll(cut.get(), journal, context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while what was cut off was being settled");
    } catch (Exception e) {
      boolean replacesAll =
          cut.get().target().equals(setup.target())
              && plan.database().isPresent() == setup.db().isPresent()
              && plan.roots().size() == setup.roots().size();
      String message = cut.get().message(journal.toString()) + " " + Failures.sentence(e);
      if (!replacesAll) {
        throw new RestoreRefusedException(
            List.of(Finding.error("restore.interrupted", message, "Settle it first.")));
      }
      meter.note(Finding.warning("restore.interrupted", message, "This restore replaces it all."));
    }
  }

  /** Reads every byte of an archive and compares it. */
  static void verify(ArchiveReader reader, ProgressMeter meter, OperationContext context)
      throws IOException {
    meter.phase(Phase.VERIFYING, reader.totals().archiveBytes());
    long[] done = {0};
    reader.verify(
        position -> {
          meter.moved(position - done[0]);
          done[0] = position;
        },
        context.cancellation());
  }

  private void safetyBackup(RestorePlan plan, OperationContext context) {
    meter.phase(Phase.SAFETY_BACKUP, 0);
    BackupRequest everything =
        BackupRequest.everything()
            .withDescription("Safety backup before a restore")
            .withRequestedBy(request.requestedBy());
    BackupRequest wanted = plan.database().isPresent() ? everything : everything.withoutDatabase();
    wanted = plan.roots().isEmpty() ? wanted.withoutFiles() : wanted;
    ProgressMeter own =
        new ProgressMeter(
            event -> {
              if (event.progress().phase() == Phase.WRITING) {
                meter.mirror(event.progress());
              }
            },
            setup.nanoTime());
    safetyBackup = BackupRun.safety(setup, wanted, own, context.cancellation()).run().id();
  }

  /** Loads into another database; nothing live takes part. */
  private Restored cloned(ArchiveReader reader, RestorePlan plan, OperationContext context)
      throws Exception {
    RestoreJournal journal = setup.journal();
    try (Workers workers = new Workers(setup.workers(), context.cancellation());
        DatabaseRestore.Loaded loaded =
            plan.database().orElseThrow().load(reader, workers, journal.ofLatest(), context)) {
      context.cancellation().throwIfCancelled();
      loaded.complete(context);
      return new Restored(loaded.counted(), 0, Duration.ZERO, Optional.empty());
    }
  }

  /** The part of a restore that changes what is live, with the host's hooks around it. */
  private final class HookedRestore {

    private final ArchiveReader reader;
    private final RestorePlan plan;
    private final RestoreJournal journal;
    private final Interruption intent;
    private final KeptCopies keptCopies;

    HookedRestore(ArchiveReader reader, RestorePlan plan, RestoreJournal journal) {
      this.reader = reader;
      this.plan = plan;
      this.journal = journal;
      this.intent =
          new Interruption(
              plan.mode() == RestoreMode.SWAP ? Kind.SWAP : Kind.LOAD,
              reader.manifest().id(),
              Optional.ofNullable(safetyBackup).orElse(""),
              setup.newOperationName(),
              plan.database().isPresent(),
              setup.target());
      this.keptCopies = new KeptCopies(setup, journal, plan.options());
    }

    Restored run(OperationContext context) throws Exception {
      setup.hooks().beforeRestore(intent.backupId());
      boolean succeeded = false;
      try {
        keptCopies.drop(1, context);
        Restored restored = change(context);
        succeeded = true;
        dropSuperseded(restored, context);
        return restored;
      } finally {
        afterRestore(succeeded);
      }
    }

    private void afterRestore(boolean succeeded) {
      try {
        setup.hooks().afterRestore(intent.backupId(), succeeded);
      } catch (Exception e) {
        LOG.warn("The hook afterRestore failed after the restore of {}", intent.backupId(), e);
      }
    }

    /** What is live is right; what could not be removed is tried again by the next restore. */
    private void dropSuperseded(Restored restored, OperationContext context) {
      try {
        keptCopies.drop(restored.kept.isPresent() ? 1 : 0, context);
      } catch (IOException | DialectException | RuntimeException e) {
        meter.note(
            Finding.warning(
                "undo.leftover",
                "The copy that an earlier restore kept could not be removed: "
                    + Failures.sentence(e),
                "The next restore tries again."));
      }
    }

    private Restored change(OperationContext context) throws Exception {
      try (Workers workers = new Workers(setup.workers(), context.cancellation());
          StagedFiles staged = stage(workers, context)) {
        context.cancellation().throwIfCancelled();
        journal.begin(intent);
        try {
          Restored restored = exchange(staged, workers, context);
          if (restored.kept.isPresent()) {
            staged.keep();
          }
          letGo(staged);
          return restored;
        } catch (Exception e) {
          throw bringBack(staged, e);
        } catch (Error e) { // such as a hook of the host may throw; the old data comes back as well
          throw bringBack(staged, new IllegalStateException(e.toString(), e));
        }
      }
    }

    /** What is live is right; a copy that could not be removed does not change that. */
    private void letGo(StagedFiles staged) {
      try {
        staged.close();
      } catch (IOException e) {
        meter.note(
            Finding.warning(
                "files.leftover",
                "The files from before the restore could not be removed: " + Failures.sentence(e),
                "The next restore tries again."));
      }
    }

    private StagedFiles stage(Workers workers, OperationContext context) throws Exception {
      if (plan.roots().isEmpty()) {
        return StagedFiles.none();
      }
      meter.phase(Phase.STAGING, 0);
      return StagedFiles.extract(
          reader, plan.roots(), intent.operation(), workers, meter, context.cancellation());
    }

    private Restored exchange(StagedFiles staged, Workers workers, OperationContext context)
        throws Exception {
      boolean inPlace = intent.kind() == Kind.LOAD;
      if (inPlace) {
        setup.hooks().beforeSwap(intent.backupId());
      }
      long from = setup.nanoTime().getAsLong();
      try (DatabaseRestore.Loaded loaded =
          plan.database().isEmpty()
              ? null
              : plan.database().get().load(reader, workers, journal.ofLatest(), context)) {
        if (!inPlace) {
          setup.hooks().beforeSwap(intent.backupId());
          context.cancellation().throwIfCancelled();
        }
        meter.phase(Phase.SWAPPING, 0);
        Optional<Completion> completion =
            loaded == null ? Optional.empty() : Optional.of(loaded.complete(context));
        if (!inPlace) {
          from = setup.nanoTime().getAsLong(); // what preceded its own exchange is no matter
        }
        staged.bring(true);
        Duration bringing = Duration.ofNanos(setup.nanoTime().getAsLong() - from);
        Duration heldOff =
            inPlace
                ? bringing
                : bringing.plus(completion.map(Completion::heldOff).orElse(Duration.ZERO));
        Optional<UndoToken> token = completion.flatMap(Completion::undo);
        setup.hooks().afterSwap(intent.backupId());
        return new Restored(
            loaded == null ? DatabaseRestore.Counted.NOTHING : loaded.counted(),
            staged.files(),
            heldOff,
            keptCopies.add(intent, token));
      }
    }

    private RestoreFailedException bringBack(StagedFiles staged, Exception failure) {
      String why = "The restore failed: " + Failures.sentence(failure);
      boolean touched = plan.database().isPresent() && plan.database().get().touched();
      try (WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
        OperationContext context = setup.context(directory, CancellationToken.create(), meter);
        new Settlement(setup, journal, plan.inPlaceOptions(), request.keys(), meter)
            .back(intent, staged, touched, context);
      } catch (Exception e) {
        failure.addSuppressed(e);
        staged.keep();
        return new RestoreFailedException(
            why + " " + notBack(e),
            intent.kind() == Kind.LOAD ? TargetState.DAMAGED : TargetState.NEEDS_RECOVERY,
            safetyBackup,
            failure);
      }
      boolean loadedOver = touched && intent.kind() == Kind.LOAD;
      return new RestoreFailedException(
          loadedOver
              ? "%s What was there before is back, from the safety backup %s."
                  .formatted(why, safetyBackup)
              : why + " What was there before is live, unchanged.",
          loadedOver ? TargetState.BROUGHT_BACK : TargetState.UNCHANGED,
          safetyBackup,
          failure);
    }

    private String notBack(Exception e) {
      if (intent.kind() == Kind.SWAP) {
        return "Bringing database and files to one side failed too: %s Call recover() once the cause is mended."
            .formatted(Failures.sentence(e));
      }
      return safetyBackup == null
          ? Failures.sentence(e)
          : "Bringing back the safety backup %s failed too: %s The database is incomplete; call recover(), or restore the safety backup, once the cause is mended."
              .formatted(safetyBackup, Failures.sentence(e));
    }
  }

  private BackupException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (e instanceof RestoreFailedException || e instanceof RestoreRefusedException) {
      return (BackupException) e;
    }
    if (cancellation.isCancelled()) {
      return new OperationCancelledException(
          "The restore was cancelled: %s. Nothing was changed."
              .formatted(cancellation.reason().orElse("")),
          e);
    }
    if (e instanceof BackupFailedException) {
      return new RestoreFailedException(
          "The safety backup failed, so the restore was not begun; nothing was changed. "
              + e.getMessage(),
          TargetState.UNCHANGED,
          null,
          e);
    }
    if (e instanceof BackupException already) {
      return already;
    }
    if (e instanceof DialectException) {
      return new RestoreFailedException(
          "The restore was not begun; nothing was changed. " + Failures.sentence(e),
          TargetState.UNCHANGED,
          safetyBackup,
          e);
    }
    return StoredArchives.explain(e)
        .orElseGet(
            () ->
                new RestoreFailedException(
                    "The restore failed before anything was changed: " + Failures.sentence(e),
                    TargetState.UNCHANGED,
                    safetyBackup,
                    e));
  }
}
