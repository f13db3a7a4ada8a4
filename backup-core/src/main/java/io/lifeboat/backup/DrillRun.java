package io.lifeboat.backup;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.catalog.BackupRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One drill: every byte, then a restore into a scratch database that is never made live. */
final class DrillRun {

  private final Setup setup;
  private final DrillRequest request;
  private final ProgressMeter meter;
  private final CancellationToken cancellation;

  DrillRun(Setup setup, DrillRequest request, ProgressMeter meter, CancellationToken cancellation) {
    this.setup =
        request
            .at()
            .flatMap(at -> setup.db().map(known -> known.at(at)))
            .map(setup::withDatabase)
            .orElse(setup);
    this.request = request;
    this.meter = meter;
    this.cancellation = cancellation;
  }

  DrillReport run() {
    long started = setup.nanoTime().getAsLong();
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      OperationContext context = setup.context(directory, cancellation, meter);
      Place place = setup.place(request.destination());
      BackupRecord record = Records.require(place.catalog(), request.id());
      try (ArchiveReader reader =
          new StoredArchives(setup).openStored(place, record, request.restore().keys())) {
        DatabaseRestore.Counted counted = prove(reader, context);
        Duration took = Duration.ofNanos(setup.nanoTime().getAsLong() - started);
        new BackupStore(setup, place)
            .noteVerified(record, request.restore().requestedBy(), facts(counted, took));
        return new DrillReport(
            reader.manifest().id(),
            counted.rows(),
            counted.tables(),
            reader.totals().files(),
            meter.findings(),
            took);
      }
    } catch (Exception e) {
      throw failure(e);
    } finally {
      meter.phase(Phase.FINISHED, 0);
    }
  }

  private static Map<String, String> facts(DatabaseRestore.Counted counted, Duration took) {
    return Map.of(
        "how",
        "drill",
        "rows",
        String.valueOf(counted.rows()),
        "tables",
        String.valueOf(counted.tables()),
        "took",
        took.toString());
  }

  @SuppressWarnings("try") // closed at the end, not used before
  private DatabaseRestore.Counted prove(ArchiveReader reader, OperationContext context)
      throws Exception {
    meter.phase(Phase.CHECKING, 0);
    RestorePlan plan =
        RestorePlan.make(setup, request.restore(), reader.manifest(), meter, context);
    plan.findings().stream().filter(finding -> !finding.isError()).forEach(meter::note);
    plan.requireAllowed();
    try (TargetLock lock = TargetLock.take(setup, plan.database(), context)) {
      RestoreRun.verify(reader, meter, context);
      if (plan.database().isEmpty()) {
        return DatabaseRestore.Counted.NOTHING;
      }
      try (Workers workers = new Workers(setup.workers(), context.cancellation())) {
        DatabaseRestore.Loaded loaded =
            plan.database().get().load(reader, workers, lock.journal().ofLatest(), context);
        drop(loaded);
        return loaded.counted();
      }
    }
  }

  /** What is left changes nothing about the backup; the next drill removes it. */
  private void drop(DatabaseRestore.Loaded loaded) {
    try {
      loaded.close();
    } catch (DialectException e) {
      meter.note(
          Finding.warning(
              "drill.leftover",
              "The scratch database could not be dropped: " + Failures.sentence(e),
              "The next drill, restore or recovery tries again."));
    }
  }

  private BackupException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (e instanceof BackupException already) {
      return already;
    }
    if (cancellation.isCancelled()) {
      return new OperationCancelledException(
          "The drill was cancelled: %s.".formatted(cancellation.reason().orElse("")), e);
    }
    if (e instanceof IOException io && StoredArchives.explain(io).isPresent()) {
      return StoredArchives.explained(io);
    }
    return new RestoreFailedException(
        "The drill failed: %s Nothing live took part.".formatted(Failures.sentence(e)),
        TargetState.UNCHANGED,
        null,
        e);
  }
}
