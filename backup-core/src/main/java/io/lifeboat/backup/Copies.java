package io.lifeboat.backup;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.catalog.BackupEvent;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.CatalogEntry;
import io.lifeboat.backup.catalog.CatalogEntry.State;
import io.lifeboat.backup.retention.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * Sends to each further destination what the primary one holds and the destination lacks and would
 * keep. Keeps no list of what is still to be sent: what the storages hold says it.
 */
final class Copies {

  private static final int COPY_BYTES = 1 << 18;

  private final Setup setup;
  private final ProgressMeter meter;
  private final CancellationToken cancellation;

  Copies(Setup setup, ProgressMeter meter, CancellationToken cancellation) {
    this.setup = setup;
    this.meter = meter;
    this.cancellation = cancellation;
  }

  /** Sends everything that lacks; a destination that fails harms no other. */
  List<CopyOutcome> send() throws IOException {
    if (setup.copies().isEmpty()) {
      return List.of();
    }
    List<CatalogEntry> held =
        setup.catalog().list().stream().filter(entry -> entry.state() == State.COMPLETE).toList();
    List<CopyOutcome> outcomes = new ArrayList<>();
    for (Place destination : setup.copies()) {
      outcomes.addAll(send(held, destination));
    }
    return List.copyOf(outcomes);
  }

  private List<CopyOutcome> send(List<CatalogEntry> held, Place destination) {
    Map<String, CatalogEntry> lacking;
    try {
      lacking = lacking(held, destination);
    } catch (IOException e) {
      return held.stream()
          .filter(this::isOwn)
          .limit(1) // the newest; what else it lacks can't be known
          .map(entry -> failed(destination, entry.id(), e))
          .toList();
    }
    List<CopyOutcome> outcomes = new ArrayList<>();
    for (CatalogEntry entry : lacking.values()) {
      outcomes.add(send(entry, destination));
    }
    return outcomes;
  }

  /** What the destination lacks and, once it had it, would keep; newest first. */
  private Map<String, CatalogEntry> lacking(List<CatalogEntry> held, Place destination)
      throws IOException {
    Map<String, CatalogEntry> lacking = new LinkedHashMap<>();
    held.stream().filter(this::isOwn).forEach(entry -> lacking.put(entry.id(), entry));
    List<CatalogEntry> there = destination.catalog().list();
    there.stream()
        .filter(entry -> entry.state() == State.COMPLETE)
        .forEach(entry -> lacking.remove(entry.id()));
    List<Verdict> verdicts =
        destination.judge(
            setup.application().name(),
            Stream.concat(there.stream(), lacking.values().stream()),
            setup.clock().instant());
    for (Verdict verdict : verdicts) {
      if (!verdict.kept()) {
        lacking.remove(verdict.backup().id());
      }
    }
    return lacking;
  }

  private boolean isOwn(CatalogEntry entry) {
    return entry
        .record()
        .filter(record -> record.origin().application().equals(setup.application().name()))
        .isPresent();
  }

  private CopyOutcome send(CatalogEntry entry, Place destination) {
    try {
      BackupRecord record = entry.record().orElseThrow();
      removeLeftovers(entry.id(), destination);
      ObjectKey key = destination.catalog().archiveKey(entry.id(), record.envelope().codec());
      copy(record, destination, key);
      destination.catalog().write(record.withArchive(key));
      if (entry.isPinned()) {
        BackupEvent pinned = new BackupEvent(BackupEvent.Kind.PINNED, setup.clock().instant());
        destination.catalog().note(key, pinned, "");
      }
      return new CopyOutcome(destination.name(), entry.id(), Optional.empty());
    } catch (IOException | RuntimeException e) {
      return failed(destination, entry.id(), e);
    }
  }

  private static CopyOutcome failed(Place destination, String id, Exception e) {
    return new CopyOutcome(destination.name(), id, Optional.of(Failures.sentence(e)));
  }

  /** What an earlier copy left that was cut off; a whole one is never sent again. */
  private static void removeLeftovers(String id, Place destination) throws IOException {
    if (destination.catalog().find(id).isPresent()) {
      destination.catalog().delete(id);
    }
  }

  /** Copies the stored bytes; one that differs from what the record says is never committed. */
  private void copy(BackupRecord record, Place destination, ObjectKey key) throws IOException {
    WriteOptions options = WriteOptions.none().withExpectedSize(record.size());
    try (InputStream in = setup.storage().read(record.archive(), ByteRange.all());
        ObjectWriter writer = destination.storage().create(key, options)) {
      StoredOutput copy = new StoredOutput(writer);
      transfer(in, copy, record.envelope().headerSize());
      copy.headerEnds();
      transfer(in, copy, Long.MAX_VALUE);
      if (!copy.isWhatIsRecorded(record)) {
        throw new StorageException(
            StorageException.Reason.CORRUPTED,
            "The archive %s is not what its record says: it was damaged in the storage '%s' since it was written. Verify your backups."
                .formatted(record.archive(), setup.primary().name()));
      }
      copy.finish();
      ObjectInfo stored = copy.commit();
      meter.partFinished(stored.key().value(), 0);
    }
  }

  private void transfer(InputStream in, StoredOutput out, long limit) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    long left = limit;
    while (left > 0) {
      if (cancellation.isCancelled()) {
        throw new CancellationException("Copying was cancelled.");
      }
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      out.write(ByteBuffer.wrap(buffer, 0, read));
      meter.moved(read);
      left -= read;
    }
  }
}
