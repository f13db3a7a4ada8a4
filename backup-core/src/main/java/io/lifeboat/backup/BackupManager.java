package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchiveTotals;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Backs up and restores one application: its database and the files its users uploaded.
 *
 * <p>Thread-safe. Holds no thread while nothing runs. One restore at a time happens to a database,
 * across processes; backups run beside each other.
 *
 * <p>Every failure is a {@link BackupException} that says what state things are in.
 */
public final class BackupManager implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Setup setup;
  private final boolean ownsStorage;
  private final ExecutorService operations =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "lifeboat-operation-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  BackupManager(Setup setup, boolean ownsStorage) {
    this.setup = setup;
    this.ownsStorage = ownsStorage;
  }

  /**
   * Begin to set up a manager.
   *
   * @return a builder
   */
  public static BackupManagerBuilder builder() {
    return new BackupManagerBuilder();
  }

  /**
   * Look whether backups would work: server, client programs, privileges, storage, key, journal.
   * Changes nothing.
   *
   * @return all findings; none of them an error means that a backup can begin
   */
  public List<Finding> check() {
    ProgressMeter meter = new ProgressMeter(ProgressListener.NONE, setup.nanoTime());
    try (WorkDirectory directory = WorkDirectory.in(setup.workParent())) {
      return new Doctor(setup).examine(setup.context(directory, CancellationToken.create(), meter));
    } catch (IOException e) {
      throw new StorageFailedException(
          "No private directory could be made in %s: %s"
              .formatted(setup.workParent(), Failures.sentence(e)),
          e);
    }
  }

  /**
   * Make a backup and wait for it.
   *
   * @param request what, and what to write beside it
   * @return what was done
   * @throws BackupFailedException if there is no new backup
   */
  public BackupReport backup(BackupRequest request) {
    return new BackupRun(setup, request, meter(request.listener()), CancellationToken.create())
        .run();
  }

  /**
   * Begin a backup in the background.
   *
   * @param request what, and what to write beside it
   * @return the operation, running
   */
  public Operation<BackupReport> startBackup(BackupRequest request) {
    ProgressMeter meter = meter(request.listener());
    CancellationToken cancellation = CancellationToken.create();
    return RunningOperation.start(
        operations,
        meter,
        cancellation,
        () -> new BackupRun(setup, request, meter, cancellation).run());
  }

  /**
   * Restore a backup and wait for it. What is there now is overwritten, after every rule and every
   * byte of the archive were checked and, unless the request says otherwise, a safety backup was
   * made. A load that fails brings the safety backup back.
   *
   * @param request which backup, and how
   * @return what was done
   * @throws RestoreRefusedException if a rule forbids it; nothing was changed
   * @throws WrongKeyException if the password does not fit; nothing was changed
   * @throws CorruptArchiveException if the archive is damaged; nothing was changed
   * @throws RestoreFailedException if it failed later; says what is there now
   */
  public RestoreReport restore(RestoreRequest request) {
    return new RestoreRun(setup, request, meter(request.listener()), CancellationToken.create())
        .run();
  }

  /**
   * Begin a restore in the background; see {@link #restore}.
   *
   * @param request which backup, and how
   * @return the operation, running
   */
  public Operation<RestoreReport> startRestore(RestoreRequest request) {
    ProgressMeter meter = meter(request.listener());
    CancellationToken cancellation = CancellationToken.create();
    return RunningOperation.start(
        operations,
        meter,
        cancellation,
        () -> new RestoreRun(setup, request, meter, cancellation).run());
  }

  /**
   * List what the storage holds, newest first. Reads records only, never an archive. What is not a
   * whole backup is shown as what it is.
   *
   * @return all backups; an empty list if there are none
   * @throws StorageFailedException if the storage could not be read
   */
  public List<BackupSummary> list() {
    try {
      List<BackupSummary> summaries = new ArrayList<>();
      setup.catalog().list().forEach(entry -> summaries.add(BackupSummary.of(entry)));
      return List.copyOf(summaries);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /**
   * Find one backup.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the backup; empty if the storage holds none of this id, or the text is no id
   * @throws StorageFailedException if the storage could not be read
   */
  public Optional<BackupSummary> find(String id) {
    try {
      return setup.catalog().find(id).map(BackupSummary::of);
    } catch (IOException e) {
      throw explained(e);
    }
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
    try {
      BackupRecord record = Records.require(setup.catalog(), id);
      return setup.storage().read(record.archive(), io.lifeboat.backup.api.ByteRange.all());
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /**
   * Remove a backup for good: its record first, so that it is never listed as whole, then its
   * archive. One that is gone already is success.
   *
   * @param id of {@link BackupSummary#id()}
   * @throws StorageFailedException if something of it may be left
   */
  public void delete(String id) {
    try {
      setup.catalog().delete(id);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /**
   * Read every byte of a backup and compare it with its checksums, with the manager's own keys.
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
   * Read every byte of a backup and compare it with its checksums.
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
    try {
      BackupRecord record = Records.require(setup.catalog(), id);
      try (ArchiveReader reader = new StoredArchives(setup).openListed(id, keys)) {
        if (!reader.manifest().id().equals(id)) {
          throw new CorruptArchiveException(
              "The archive %s is that of the backup %s, not of %s."
                  .formatted(record.archive(), reader.manifest().id(), id),
              null);
        }
        reader.verify(position -> {}, CancellationToken.create());
        ArchiveTotals totals = reader.totals();
        return new VerifyReport(
            id,
            record.size(),
            totals.members(),
            totals.rows(),
            totals.files(),
            Duration.ofNanos(setup.nanoTime().getAsLong() - started));
      }
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private ProgressMeter meter(ProgressListener listener) {
    return new ProgressMeter(listener, setup.nanoTime());
  }

  private static BackupException explained(IOException e) {
    return StoredArchives.explain(e)
        .orElseGet(() -> new StorageFailedException(Failures.sentence(e), e));
  }

  /**
   * Release what the manager opened. Operations that run go on to their end on their own threads;
   * cancel them first if they should not.
   */
  @Override
  public void close() {
    operations.shutdown();
    if (ownsStorage) {
      try {
        setup.storage().close();
      } catch (IOException e) {
        throw explained(e);
      }
    }
  }
}
