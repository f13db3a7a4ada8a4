package io.lifeboat.backup;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchiveTotals;
import io.lifeboat.backup.catalog.BackupEvent;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.CatalogEntry;
import io.lifeboat.backup.retention.Verdict;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups at one destination. Thread-safe; keeps no state: every answer is what the storage
 * holds now. Closed with its manager.
 */
public final class BackupStore {

  private static final Logger LOG = LoggerFactory.getLogger(BackupStore.class);

  private final Setup setup;
  private final Place place;

  BackupStore(Setup setup, Place place) {
    this.setup = setup;
    this.place = place;
  }

  /**
   * Return the name of the destination.
   *
   * @return {@link Destination#PRIMARY} or that of a copy
   */
  public String name() {
    return place.name();
  }

  /**
   * List what the storage holds, newest first. Reads records only, never an archive. What is not a
   * whole backup is shown as what it is.
   *
   * @return all backups; an empty list if there are none
   * @throws StorageFailedException if the storage could not be read
   */
  public List<BackupSummary> list() {
    return explaining(() -> place.catalog().list().stream().map(BackupSummary::of).toList());
  }

  /**
   * Find one backup.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the backup; empty if the storage holds none of this id, or the text is no id
   * @throws StorageFailedException if the storage could not be read
   */
  public Optional<BackupSummary> find(String id) {
    return explaining(() -> place.catalog().find(id).map(BackupSummary::of));
  }

  /**
   * Read the archive of a backup as it is stored, still encrypted.
   *
   * @param id of {@link BackupSummary#id()}
   * @return {@link BackupSummary#size()} bytes; the caller closes the stream
   * @throws BackupNotFoundException if there is no such backup
   * @throws StorageFailedException if the storage could not be read
   */
  public InputStream download(String id) {
    return explaining(
        () ->
            place.storage().read(Records.require(place.catalog(), id).archive(), ByteRange.all()));
  }

  /**
   * Remove a backup from this destination for good: its record first, so that it is never listed as
   * whole, then its archive. One that is gone already is success.
   *
   * @param id of {@link BackupSummary#id()}
   * @throws StorageFailedException if something of it may be left
   */
  public void delete(String id) {
    explaining(
        () -> {
          place.catalog().delete(id);
          return id;
        });
  }

  /**
   * Read every byte of a backup and compare it with its checksums, with the manager's own keys.
   * That it was found right is written down beside it.
   *
   * @param id of {@link BackupSummary#id()}
   * @return what was read
   * @throws CorruptArchiveException if anything is not as it was written
   * @throws WrongKeyException if the manager's keys don't open it
   * @throws BackupNotFoundException if there is no such backup
   */
  public VerifyReport verify(String id) {
    return verify(id, CodecKeys.none());
  }

  /**
   * Read every byte of a backup and compare it with its checksums. That it was found right is
   * written down beside it.
   *
   * @param id of {@link BackupSummary#id()}
   * @param password of the archive
   * @return what was read
   * @throws CorruptArchiveException if anything is not as it was written
   * @throws WrongKeyException if the password does not open it
   * @throws BackupNotFoundException if there is no such backup
   */
  public VerifyReport verify(String id, Secret password) {
    return verify(id, CodecKeys.none().withPassword(password));
  }

  private VerifyReport verify(String id, CodecKeys keys) {
    long started = setup.nanoTime().getAsLong();
    return explaining(
        () -> {
          BackupRecord record = Records.require(place.catalog(), id);
          ArchiveTotals totals = readWhole(record, keys);
          noteVerified(record, "", Map.of("how", "read"));
          return new VerifyReport(
              id,
              record.size(),
              totals.members(),
              totals.rows(),
              totals.files(),
              Duration.ofNanos(setup.nanoTime().getAsLong() - started));
        });
  }

  private ArchiveTotals readWhole(BackupRecord record, CodecKeys keys) throws IOException {
    try (ArchiveReader reader = new StoredArchives(setup).openStored(place, record, keys)) {
      if (!reader.manifest().id().equals(record.id())) {
        throw new CorruptArchiveException(
            "The archive %s is that of the backup %s, not of %s."
                .formatted(record.archive(), reader.manifest().id(), record.id()),
            null);
      }
      reader.verify(position -> {}, CancellationToken.create());
      return reader.totals();
    }
  }

  /** A storage that takes no note does not make what was read any less right. */
  void noteVerified(BackupRecord record, String by, Map<String, String> facts) {
    try {
      BackupEvent event = new BackupEvent(BackupEvent.Kind.VERIFIED, setup.clock().instant());
      place.catalog().note(record.archive(), event, by, facts);
    } catch (IOException e) {
      LOG.warn(
          "That the backup {} was verified could not be written down: {}",
          record.id(),
          Failures.sentence(e));
    }
  }

  /**
   * Keep a backup whatever the rules say, until it is unpinned. A second call does nothing more.
   *
   * @param id of {@link BackupSummary#id()}
   * @param by who asked; readable beside the archive; may be empty
   * @throws BackupNotFoundException if there is no such backup
   * @throws StorageFailedException if that could not be written down
   */
  public void pin(String id, String by) {
    note(id, BackupEvent.Kind.PINNED, by);
  }

  /**
   * Let the rules decide about a backup again.
   *
   * @param id of {@link BackupSummary#id()}
   * @param by who asked; readable beside the archive; may be empty
   * @throws BackupNotFoundException if there is no such backup
   * @throws StorageFailedException if that could not be written down
   */
  public void unpin(String id, String by) {
    note(id, BackupEvent.Kind.UNPINNED, by);
  }

  private void note(String id, BackupEvent.Kind kind, String by) {
    explaining(
        () -> {
          note(Records.require(place.catalog(), id), kind, by);
          return id;
        });
  }

  private void note(BackupRecord record, BackupEvent.Kind kind, String by) throws IOException {
    place.catalog().note(record.archive(), new BackupEvent(kind, setup.clock().instant()), by);
  }

  /**
   * Show what the rules of this destination would keep and remove now, and why. Changes nothing.
   *
   * @return the plan
   * @throws StorageFailedException if the storage could not be read
   */
  public RetentionPlan plan() {
    return explaining(
        () -> {
          Map<String, CatalogEntry> entries =
              place.catalog().list().stream()
                  .collect(Collectors.toMap(CatalogEntry::id, Function.identity()));
          return new RetentionPlan(
              place
                  .judge(
                      setup.application().name(),
                      entries.values().stream(),
                      setup.clock().instant())
                  .stream()
                  .map(verdict -> entry(entries, verdict))
                  .toList());
        });
  }

  private static RetentionPlan.Entry entry(Map<String, CatalogEntry> entries, Verdict verdict) {
    CatalogEntry entry = java.util.Objects.requireNonNull(entries.get(verdict.backup().id()));
    return new RetentionPlan.Entry(BackupSummary.of(entry), verdict.kept(), verdict.reasons());
  }

  /**
   * Remove what the rules of this destination don't hold. Every backup does this at its end.
   *
   * @return the ids of what was removed; empty if nothing was
   * @throws StorageFailedException if the storage could not be read, or some of it could not be
   *     removed; the rest was
   */
  public List<String> prune() {
    List<String> removed = new ArrayList<>();
    List<BackupException> failures = new ArrayList<>();
    for (BackupSummary backup : plan().removed()) {
      try {
        delete(backup.id());
        removed.add(backup.id());
        LOG.info("Backup {} is removed from {} by its keeping rules", backup.id(), name());
      } catch (BackupException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw Failures.together(failures);
    }
    return List.copyOf(removed);
  }

  /** Work that reads or writes a storage. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T explaining(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw StoredArchives.explained(e);
    }
  }
}
