package io.lifeboat.backup;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchivedRoot;
import io.lifeboat.backup.archive.Manifest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One restore: every check and every byte first, then a safety backup, then files beside the live
 * ones, then the database, then the exchange of the files. Used once.
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
            restored.rows,
            restored.tables,
            restored.files,
            meter.findings(),
            took);
      }
    } catch (Exception e) {
      throw failure(e);
    } finally {
      meter.phase(Phase.FINISHED, 0);
    }
  }

  /** What was restored, counted. */
  private record Restored(long rows, int tables, long files) {}

  @SuppressWarnings("try") // closed at the end, not used before
  private Restored restore(ArchiveReader reader, OperationContext context) throws Exception {
    meter.phase(Phase.CHECKING, 0);
    Manifest manifest = reader.manifest();
    Optional<DumpDescription> dump = request.database() ? manifest.database() : Optional.empty();
    List<FileRoot> roots = rootsOf(manifest);
    Optional<DatabaseRestore> database = databaseRestore(dump);
    refuseViolations(manifest, dump, database, context);
    try (RestoreLock lock = database.isPresent() ? database.get().lock(context) : null) {
      verify(reader, context);
      if (request.safetyBackup()) {
        safetyBackup(database.isPresent(), !roots.isEmpty(), context);
      }
      return change(reader, database, roots, context);
    }
  }

  private List<FileRoot> rootsOf(Manifest manifest) {
    if (!request.files() || manifest.files().isEmpty()) {
      return List.of();
    }
    List<String> names = manifest.files().get().stream().map(ArchivedRoot::name).toList();
    return setup.roots().stream().filter(root -> names.contains(root.name())).toList();
  }

  private Optional<DatabaseRestore> databaseRestore(Optional<DumpDescription> dump) {
    return dump.isEmpty()
        ? Optional.empty()
        : setup.db().map(db -> new DatabaseRestore(setup, db, request.dialect(), meter));
  }

  private void refuseViolations(
      Manifest manifest,
      Optional<DumpDescription> dump,
      Optional<DatabaseRestore> database,
      OperationContext context) {
    Compatibility rules =
        new Compatibility(
            setup.application(), setup.db().map(Setup.Database::endpoint), setup.roots());
    List<Finding> violations =
        new ArrayList<>(rules.violations(manifest, request.database(), request.files()));
    if (database.isPresent() && dump.isPresent()) {
      violations.addAll(database.get().check(dump.get(), context));
    }
    if (request.safetyBackup() && !setup.archives(request.keys()).canDecrypt(setup.encryption())) {
      violations.add(
          Finding.error(
              "safety.unreadable",
              "The safety backup would be encrypted for recipients whose private keys are not here, so it could not be brought back.",
              "Give an identity to the request or the manager, or restore without a safety backup."));
    }
    violations.stream().filter(finding -> !finding.isError()).forEach(meter::note);
    List<Finding> errors = violations.stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new RestoreRefusedException(errors);
    }
  }

  private void verify(ArchiveReader reader, OperationContext context) throws IOException {
    meter.phase(Phase.VERIFYING, reader.totals().archiveBytes());
    long[] done = {0};
    reader.verify(
        position -> {
          meter.moved(position - done[0]);
          done[0] = position;
        },
        context.cancellation());
  }

  private void safetyBackup(boolean database, boolean files, OperationContext context) {
    meter.phase(Phase.SAFETY_BACKUP, 0);
    BackupRequest everything =
        BackupRequest.everything()
            .withDescription("Safety backup before a restore")
            .withRequestedBy(request.requestedBy());
    BackupRequest wanted = database ? everything : everything.withoutDatabase();
    wanted = files ? wanted : wanted.withoutFiles();
    ProgressMeter own =
        new ProgressMeter(event -> meter.mirror(event.progress()), setup.nanoTime());
    safetyBackup = BackupRun.safety(setup, wanted, own, context.cancellation()).run().id();
  }

  /** From here on something live may change. */
  private Restored change(
      ArchiveReader reader,
      Optional<DatabaseRestore> database,
      List<FileRoot> roots,
      OperationContext context)
      throws Exception {
    String backupId = reader.manifest().id();
    try (Workers workers = new Workers(setup.workers(), context.cancellation());
        StagedFiles staged = stage(reader, roots, workers, context)) {
      context.cancellation().throwIfCancelled();
      List<JournalEntry> before = setup.journal().entries();
      Interruption.announce(
          setup.journal(), setup.clock(), backupId, Optional.ofNullable(safetyBackup).orElse(""));
      DatabaseRestore.Counted counted;
      try {
        counted =
            database.isEmpty()
                ? DatabaseRestore.Counted.NOTHING
                : database.get().load(reader, workers, context);
        meter.phase(Phase.SWAPPING, 0);
        staged.swap();
      } catch (Exception e) {
        throw bringBack(database, before, e);
      }
      Interruption.over(setup.journal());
      return new Restored(counted.rows(), counted.tables(), staged.files());
    }
  }

  private StagedFiles stage(
      ArchiveReader reader, List<FileRoot> roots, Workers workers, OperationContext context)
      throws Exception {
    if (roots.isEmpty()) {
      return StagedFiles.none();
    }
    meter.phase(Phase.STAGING, 0);
    return StagedFiles.extract(
        reader, roots, reader.manifest().id(), workers, meter, context.cancellation());
  }

  /** The live files are the old ones still, or again; the database may be anything. */
  private RestoreFailedException bringBack(
      Optional<DatabaseRestore> database, List<JournalEntry> before, Exception failure)
      throws IOException {
    String why = "The restore failed: " + Failures.sentence(failure);
    if (database.isEmpty() || !database.get().touched()) {
      setup.journal().replace(before);
      return new RestoreFailedException(
          why + " Nothing was changed.", TargetState.UNCHANGED, safetyBackup, failure);
    }
    if (safetyBackup == null) {
      return new RestoreFailedException(
          why + " No safety backup was asked for, so the database is incomplete. Restore a backup.",
          TargetState.DAMAGED,
          null,
          failure);
    }
    meter.phase(Phase.BRINGING_BACK, 0);
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent());
        Workers workers = new Workers(setup.workers(), CancellationToken.create())) {
      OperationContext context = setup.context(directory, CancellationToken.create(), meter);
      try (ArchiveReader safety =
          new StoredArchives(setup).openListed(safetyBackup, request.keys())) {
        database.get().load(safety, workers, context);
      }
    } catch (Exception e) {
      failure.addSuppressed(e);
      return new RestoreFailedException(
          "%s Bringing back the safety backup %s failed too: %s The database is incomplete; restore the safety backup once the cause is mended."
              .formatted(why, safetyBackup, Failures.sentence(e)),
          TargetState.DAMAGED,
          safetyBackup,
          failure);
    }
    setup.journal().replace(before);
    return new RestoreFailedException(
        "%s What was there before is back, from the safety backup %s.".formatted(why, safetyBackup),
        TargetState.BROUGHT_BACK,
        safetyBackup,
        failure);
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
