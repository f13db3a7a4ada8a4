package io.lifeboat.backup;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.archive.ArchiveSettings;
import io.lifeboat.backup.archive.ArchiveSummary;
import io.lifeboat.backup.archive.ArchiveWriter;
import io.lifeboat.backup.archive.ArchivedRoot;
import io.lifeboat.backup.archive.Manifest;
import io.lifeboat.backup.archive.PartOutput;
import io.lifeboat.backup.catalog.BackupEvent;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.spi.CodecProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One backup, from preflight to record. Used once. */
final class BackupRun {

  private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);
  private static final int MARK_BYTES = 512;

  private final Setup setup;
  private final BackupRequest request;
  private final ProgressMeter meter;
  private final CancellationToken cancellation;
  private boolean isSafetyBackup;

  BackupRun(
      Setup setup, BackupRequest request, ProgressMeter meter, CancellationToken cancellation) {
    this.setup = setup;
    this.request = request;
    this.meter = meter;
    this.cancellation = cancellation;
  }

  /**
   * The backup before a restore: may be made although an earlier restore was cut off, is pinned,
   * and leaves copies and keeping rules to the next ordinary one.
   */
  static BackupRun safety(
      Setup setup, BackupRequest request, ProgressMeter meter, CancellationToken cancellation) {
    BackupRun run = new BackupRun(setup, request, meter, cancellation);
    run.isSafetyBackup = true;
    return run;
  }

  @SuppressWarnings("try") // closed at the end, not used before
  BackupReport run() {
    long started = setup.nanoTime().getAsLong();
    CancellationToken inner = CancellationToken.create();
    try (CancellationToken.Registration link =
            cancellation.onCancel(() -> inner.cancel(cancellation.reason().orElse("cancelled")));
        WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      BackupRecord record = write(setup.context(directory, inner, meter));
      List<CopyOutcome> copies = isSafetyBackup ? List.of() : afterwards(inner);
      Duration took = Duration.ofNanos(setup.nanoTime().getAsLong() - started);
      LOG.info("Backup {} is written: {} bytes in {}", record.id(), record.size(), took);
      return new BackupReport(summary(record), copies, meter.findings(), took);
    } catch (Exception e) {
      throw failure(e);
    } finally {
      meter.phase(Phase.FINISHED, 0);
    }
  }

  /** The list's view where it can be had; the backup is there whether or not. */
  private BackupSummary summary(BackupRecord record) {
    try {
      return setup.catalog().find(record.id()).map(BackupSummary::of).orElseThrow();
    } catch (IOException | RuntimeException e) {
      return BackupSummary.of(record);
    }
  }

  /** Copies and keeping rules: what fails here is said, and does not fail the backup. */
  private List<CopyOutcome> afterwards(CancellationToken token) {
    List<CopyOutcome> copies = List.of();
    try {
      meter.phase(Phase.COPYING, 0);
      copies = new Copies(setup, meter, token).send();
    } catch (IOException e) {
      warn("copy.failed", "Copies could not be sent: " + Failures.sentence(e));
    }
    for (CopyOutcome copy : copies) {
      copy.failure()
          .ifPresent(
              why ->
                  warn(
                      "copy.failed",
                      "The copy of %s at '%s' failed: %s"
                          .formatted(copy.backupId(), copy.destination(), why)));
    }
    meter.phase(Phase.PRUNING, 0);
    for (Place place : setup.places()) {
      try {
        new BackupStore(setup, place).prune();
      } catch (BackupException e) {
        warn(
            "retention.failed",
            "Not all that the keeping rules of '%s' don't hold could be removed: %s"
                .formatted(place.name(), e.getMessage()));
      }
    }
    return copies;
  }

  private void warn(String code, String message) {
    LOG.warn("{}", message);
    meter.note(Finding.warning(code, message, "The next backup tries again."));
  }

  private BackupRecord write(OperationContext context) throws Exception {
    meter.phase(Phase.CHECKING, 0);
    Optional<Setup.Database> database = request.database() ? setup.db() : Optional.empty();
    List<FileRoot> roots = request.files() ? setup.roots() : List.of();
    if (database.isEmpty() && roots.isEmpty()) {
      throw new BackupFailedException(
          "There is nothing to back up: the request leaves out all that is configured.", null);
    }
    if (!isSafetyBackup) {
      refuseAfterAnInterruptedRestore();
    }
    if (database.isEmpty()) {
      return write(context, null, roots);
    }
    preflight(database.get(), context);
    try (DumpSession session =
        database
            .get()
            .dialect()
            .dumper()
            .open(database.get().endpoint(), setup.dumpOptions(), context)) {
      return write(context, session, roots);
    }
  }

  private void refuseAfterAnInterruptedRestore() throws IOException {
    RestoreJournal journal = setup.journal();
    journal
        .interruption()
        .ifPresent(
            interruption -> {
              throw new BackupFailedException(interruption.message(journal.toString()), null);
            });
  }

  private void preflight(Setup.Database database, OperationContext context) {
    List<Finding> findings =
        database.dialect().dumper().check(database.endpoint(), setup.dumpOptions(), context);
    findings.forEach(meter::note);
    List<String> errors =
        findings.stream().filter(Finding::isError).map(Finding::toString).toList();
    if (!errors.isEmpty()) {
      throw new BackupFailedException(
          "The backup was not begun.\n" + String.join("\n", errors), null);
    }
  }

  private BackupRecord write(
      OperationContext context, @Nullable DumpSession session, List<FileRoot> roots)
      throws Exception {
    Instant created = setup.clock().instant();
    Optional<CodecProvider> envelope = envelope();
    String id = setup.catalog().newId(setup.application().name(), created);
    ObjectKey key = setup.catalog().archiveKey(id, envelope.map(CodecProvider::id).orElse(""));
    Manifest manifest = manifest(id, created, session, roots);
    try (ObjectWriter writer = setup.storage().create(key, WriteOptions.none())) {
      StoredOutput stored = new StoredOutput(writer);
      ArchiveSummary summary = writeArchive(context, session, roots, manifest, stored, envelope);
      context.cancellation().throwIfCancelled();
      meter.phase(Phase.PUBLISHING, 0);
      ObjectInfo object = stored.commit();
      return publish(manifest, summary, object, stored, envelope);
    }
  }

  private Optional<CodecProvider> envelope() {
    List<String> problems = new ArrayList<>();
    Optional<CodecProvider> envelope =
        setup.encryption().codec().flatMap(id -> setup.codecs().get(id, problems));
    if (!problems.isEmpty()) {
      throw new BackupFailedException(String.join("\n", problems), null);
    }
    return envelope;
  }

  private Manifest manifest(
      String id, Instant created, @Nullable DumpSession session, List<FileRoot> roots) {
    HostApplication application = setup.application();
    Manifest manifest =
        Manifest.of(id, created, Library.version())
            .withHost(application.name(), application.version(), application.attributes());
    if (session != null) {
      manifest = manifest.withDatabase(session.description());
    }
    return roots.isEmpty()
        ? manifest
        : manifest.withFiles(
            roots.stream()
                .map(root -> new ArchivedRoot(root.name(), root.includes(), root.excludes()))
                .toList());
  }

  private ArchiveSummary writeArchive(
      OperationContext context,
      @Nullable DumpSession session,
      List<FileRoot> roots,
      Manifest manifest,
      StoredOutput stored,
      Optional<CodecProvider> envelope)
      throws Exception {
    EncodedOutput sink = stored;
    if (envelope.isPresent()) {
      ArchiveCodec codec = envelope.get().create(setup.encryption().keys());
      sink = codec.encode(stored);
      stored.headerEnds();
    } else {
      stored.headerEnds();
    }
    ArchiveSettings settings =
        new ArchiveSettings(setup.chunkBytes(), setup.memberCodec(), context.workDirectory());
    try (ArchiveWriter writer = ArchiveWriter.open(sink, manifest, settings);
        Workers workers = new Workers(setup.workers(), context.cancellation())) {
      FileBackup files = new FileBackup(writer, setup.chunkBytes(), meter, context.cancellation());
      List<DumpPart> parts = session == null ? List.of() : largestFirst(session);
      meter.phase(Phase.WRITING, parts.stream().mapToLong(DumpPart::estimatedBytes).sum());
      try (Workers.Batch batch = workers.batch()) {
        for (DumpPart part : parts) {
          batch.submit(() -> writePart(session, part, writer, context));
        }
        for (FileRoot root : roots) {
          files.submit(root, batch);
        }
        batch.await();
      }
      if (session != null) {
        session.close(); // a snapshot that was lost meanwhile must not become a backup
      }
      return writer.finish(files.missing(), meter.findings());
    }
  }

  private static List<DumpPart> largestFirst(DumpSession session) {
    List<DumpPart> parts = new ArrayList<>(session.description().parts());
    parts.sort(Comparator.comparingLong(DumpPart::estimatedBytes).reversed());
    return parts;
  }

  private void writePart(
      @Nullable DumpSession session, DumpPart part, ArchiveWriter writer, OperationContext context)
      throws DialectException, IOException {
    if (session == null) {
      return;
    }
    context.cancellation().throwIfCancelled();
    meter.partStarted(part.id());
    try (PartOutput out = writer.openPart(part)) {
      PartResult result = session.write(part, new MeteredOutput(out, meter, context), context);
      out.complete(result);
      meter.partFinished(part.id(), result.rows());
    }
  }

  private BackupRecord publish(
      Manifest manifest,
      ArchiveSummary summary,
      ObjectInfo object,
      StoredOutput stored,
      Optional<CodecProvider> envelope)
      throws IOException {
    try {
      if (envelope.isPresent()) {
        requireMark(object, envelope.get());
      }
      BackupRecord record =
          Records.of(
              manifest,
              summary,
              object,
              new BackupRecord.Envelope(
                  envelope.map(CodecProvider::id).orElse(""),
                  stored.headerSize(),
                  stored.headerSha256(),
                  stored.payloadSha256()),
              request,
              setup.clock().instant());
      setup.catalog().write(record);
      if (isSafetyBackup) {
        BackupEvent pinned = new BackupEvent(BackupEvent.Kind.PINNED, setup.clock().instant());
        setup.catalog().note(record.archive(), pinned, request.requestedBy());
      }
      return record;
    } catch (IOException | RuntimeException e) {
      try {
        setup.catalog().delete(manifest.id());
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Reads back the first bytes of what was stored: asked for and not there is a failed backup. */
  private void requireMark(ObjectInfo object, CodecProvider envelope) throws IOException {
    long length = Math.min(MARK_BYTES, object.size());
    byte[] beginning;
    try (InputStream in = setup.storage().read(object.key(), ByteRange.of(0, length))) {
      beginning = in.readNBytes((int) length);
    }
    if (!envelope.recognizes(ByteBuffer.wrap(beginning))) {
      throw new StorageException(
          StorageException.Reason.CORRUPTED,
          "What the storage gives back for %s does not begin as an archive encrypted with %s does."
              .formatted(object.key(), envelope.id()));
    }
  }

  private BackupException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (cancellation.isCancelled()) {
      return new OperationCancelledException(
          "The backup was cancelled: " + cancellation.reason().orElse("") + ".", e);
    }
    if (e instanceof BackupException already) {
      return already;
    }
    return new BackupFailedException("The backup failed: " + Failures.sentence(e), e);
  }
}
