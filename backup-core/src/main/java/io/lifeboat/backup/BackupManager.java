package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs up and restores one application: its database and the files its users uploaded.
 *
 * <p>Thread-safe. Holds no thread while nothing runs. One restore at a time happens to a database,
 * across processes; backups run beside each other.
 *
 * <p>Every failure is a {@link BackupException} that says what state things are in.
 */
public final class BackupManager implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BackupManager.class);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Setup setup;
  private final ExecutorService operations =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "lifeboat-operation-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  BackupManager(Setup setup) {
    this.setup = setup;
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
    return start(
        request.listener(),
        (meter, cancellation) -> new BackupRun(setup, request, meter, cancellation).run());
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
    return start(
        request.listener(),
        (meter, cancellation) -> new RestoreRun(setup, request, meter, cancellation).run());
  }

  /**
   * Look what a restore would do. Everything is checked that can be without loading the backup;
   * nothing is changed. A stream that is handed in is read to its end.
   *
   * @param request which backup, and how
   * @return what would be done, and whether it is allowed
   * @throws WrongKeyException if the password does not fit
   * @throws CorruptArchiveException if the archive is damaged where it was read
   */
  public RestorePreview preview(RestoreRequest request) {
    return new RestoreRun(setup, request, meter(request.listener()), CancellationToken.create())
        .preview();
  }

  /**
   * Tell which restore could be undone now.
   *
   * @return the newest one whose other copy is kept; empty if there is none
   * @throws StorageFailedException if the journal could not be read
   */
  public Optional<PendingUndo> pendingUndo() {
    try {
      List<KeptCopy> kept = setup.journal().kept();
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1).pending());
    } catch (IOException e) {
      throw new StorageFailedException(Failures.sentence(e), e);
    }
  }

  /**
   * Look what an undo would do, such as how many rows were written since the restore.
   *
   * @return the findings; an error means that {@link #undo} would refuse
   */
  public List<Finding> previewUndo() {
    return undoRun().preview();
  }

  /**
   * Exchange the data that is live with what the last restore kept, database and files together.
   * What was live, with all that was written to it, is kept in turn, so that a second call undoes
   * the undo. Works after a restart of the host, too.
   *
   * @return what is kept now
   * @throws RestoreRefusedException if there is nothing to undo, or a rule forbids it
   * @throws RestoreFailedException if it failed; says what is there now
   */
  public PendingUndo undo() {
    return undoRun().undo();
  }

  /**
   * Remove what the last restore kept, which then can't be undone any more. Nothing kept is
   * success.
   *
   * @throws RestoreFailedException if it could not be removed
   */
  public void discardUndo() {
    undoRun().discard();
  }

  /**
   * Bring database and files to one side, whole, after a restore or undo was cut off by the end of
   * its process. Called when a manager is built, and may be called at any time: it may itself be
   * killed and called again, and does nothing while another process is restoring.
   *
   * @return what was found and done
   * @throws RestoreFailedException if it could not be settled yet, or another restore is running
   */
  public RecoveryReport recover() {
    return undoRun().recover();
  }

  void recoverIfCutOff() {
    try {
      if (setup.journal().interruption().isPresent()) {
        recover();
      }
    } catch (IOException | BackupException e) {
      LOG.error("What a restore left that was cut off could not be settled yet", e);
    }
  }

  private <T> Operation<T> start(
      ProgressListener listener, BiFunction<ProgressMeter, CancellationToken, T> work) {
    ProgressMeter meter = meter(listener);
    CancellationToken cancellation = CancellationToken.create();
    return RunningOperation.start(
        operations, meter, cancellation, () -> work.apply(meter, cancellation));
  }

  private UndoRun undoRun() {
    return new UndoRun(setup, meter(ProgressListener.NONE));
  }

  /**
   * List the backups of the primary destination, newest first; see {@link BackupStore#list}.
   *
   * @return all backups; an empty list if there are none
   * @throws StorageFailedException if the storage could not be read
   */
  public List<BackupSummary> list() {
    return primary().list();
  }

  /**
   * Find one backup of the primary destination.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the backup; empty if the storage holds none of this id, or the text is no id
   * @throws StorageFailedException if the storage could not be read
   */
  public Optional<BackupSummary> find(String id) {
    return primary().find(id);
  }

  /**
   * Read the archive of a backup of the primary destination as it is stored, still encrypted.
   *
   * @param id of {@link BackupSummary#id()}
   * @return {@link BackupSummary#size()} bytes; the caller closes the stream
   * @throws BackupNotFoundException if there is no such backup
   * @throws StorageFailedException if the storage could not be read
   */
  public InputStream download(String id) {
    return primary().download(id);
  }

  /**
   * Remove a backup for good, from every destination. One that is gone already is success; a
   * destination that fails hinders no other.
   *
   * @param id of {@link BackupSummary#id()}
   * @throws StorageFailedException if something of it may be left
   */
  public void delete(String id) {
    everywhere(store -> store.delete(id));
  }

  /**
   * Read every byte of a backup of the primary destination and compare it with its checksums, with
   * the manager's own keys; see {@link BackupStore#verify(String)}.
   *
   * @param id of {@link BackupSummary#id()}
   * @return what was read
   * @throws CorruptArchiveException if anything is not as it was written
   * @throws WrongKeyException if the manager's keys don't open it
   * @throws BackupNotFoundException if there is no such backup
   */
  public VerifyReport verify(String id) {
    return primary().verify(id);
  }

  /**
   * Read every byte of a backup of the primary destination and compare it with its checksums; see
   * {@link BackupStore#verify(String, Secret)}.
   *
   * @param id of {@link BackupSummary#id()}
   * @param password of the archive
   * @return what was read
   * @throws CorruptArchiveException if anything is not as it was written
   * @throws WrongKeyException if the password does not open it
   * @throws BackupNotFoundException if there is no such backup
   */
  public VerifyReport verify(String id, Secret password) {
    return primary().verify(id, password);
  }

  /**
   * Restore a backup into a scratch database, compare every table's content with the archive, and
   * drop it, whatever came of it; every byte of the archive is verified before. What is live takes
   * no part. That the backup was found right is written down beside it. One drill or restore of a
   * database happens at a time.
   *
   * @param request which backup, and where
   * @return what was found right
   * @throws RestoreRefusedException if a rule forbids it, such as that the dialect has no clones
   * @throws WrongKeyException if the manager's keys don't open it
   * @throws CorruptArchiveException if the archive is damaged
   * @throws RestoreFailedException if it could not be loaded, or was not what the archive holds
   * @throws BackupNotFoundException if there is no such backup
   */
  public DrillReport drill(DrillRequest request) {
    return new DrillRun(setup, request, meter(request.listener()), CancellationToken.create())
        .run();
  }

  /**
   * Begin a drill in the background; see {@link #drill}.
   *
   * @param request which backup, and where
   * @return the operation, running
   */
  public Operation<DrillReport> startDrill(DrillRequest request) {
    return start(
        request.listener(),
        (meter, cancellation) -> new DrillRun(setup, request, meter, cancellation).run());
  }

  /**
   * Keep a backup whatever the rules say, at every destination that has it.
   *
   * @param id of {@link BackupSummary#id()}
   * @param by who asked; readable beside the archive; may be empty
   * @throws BackupNotFoundException if no destination has it
   * @throws StorageFailedException if that could not be written down everywhere
   */
  public void pin(String id, String by) {
    whereItIs(id, store -> store.pin(id, by));
  }

  /**
   * Let the rules decide about a backup again, at every destination that has it.
   *
   * @param id of {@link BackupSummary#id()}
   * @param by who asked; readable beside the archive; may be empty
   * @throws BackupNotFoundException if no destination has it
   * @throws StorageFailedException if that could not be written down everywhere
   */
  public void unpin(String id, String by) {
    whereItIs(id, store -> store.unpin(id, by));
  }

  /**
   * Name the destinations.
   *
   * @return {@link Destination#PRIMARY} first, then those of the builder, in its order
   */
  public List<String> destinations() {
    return setup.places().stream().map(Place::name).toList();
  }

  /**
   * Look at the backups of one destination.
   *
   * @param destination of {@link #destinations()}
   * @return its backups
   * @throws IllegalArgumentException if there is no such destination
   */
  public BackupStore at(String destination) {
    return new BackupStore(setup, setup.place(destination));
  }

  /**
   * Send to every destination what the primary one holds, the destination lacks and its rules would
   * keep. Every backup does this at its end.
   *
   * @return one for each copy that was sent or could not be; empty if nothing lacked
   * @throws StorageFailedException if the primary storage could not be read
   */
  public List<CopyOutcome> sync() {
    ProgressMeter meter = new ProgressMeter(ProgressListener.NONE, setup.nanoTime());
    try {
      return new Copies(setup, meter, CancellationToken.create()).send();
    } catch (IOException e) {
      throw StoredArchives.explained(e);
    }
  }

  private BackupStore primary() {
    return new BackupStore(setup, setup.primary());
  }

  private void whereItIs(String id, Consumer<BackupStore> work) {
    boolean[] found = {false};
    everywhere(
        store -> {
          if (store.find(id).filter(BackupSummary::isComplete).isPresent()) {
            found[0] = true;
            work.accept(store);
          }
        });
    if (!found[0]) {
      throw new BackupNotFoundException("No destination has a backup '" + id + "'.", null);
    }
  }

  private void everywhere(Consumer<BackupStore> work) {
    List<BackupException> failures = new ArrayList<>();
    for (Place place : setup.places()) {
      try {
        work.accept(new BackupStore(setup, place));
      } catch (BackupException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw Failures.together(failures);
    }
  }

  private ProgressMeter meter(ProgressListener listener) {
    return new ProgressMeter(listener, setup.nanoTime());
  }

  /**
   * Release what the manager opened. Operations that run go on to their end on their own threads;
   * cancel them first if they should not.
   */
  @Override
  public void close() {
    operations.shutdown();
    List<BackupException> failures = new ArrayList<>();
    for (Place place : setup.places()) {
      try {
        if (place.owned()) {
          place.storage().close();
        }
      } catch (IOException e) {
        failures.add(new StorageFailedException(Failures.sentence(e), e));
      }
    }
    if (!failures.isEmpty()) {
      throw Failures.together(failures);
    }
  }
}
