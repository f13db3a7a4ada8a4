package io.lifeboat.backup;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.catalog.Catalog;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.CodecProvider;
import io.lifeboat.backup.spi.DialectProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything a manager was built with, resolved. Immutable.
 *
 * @param application what the host is
 * @param database where its database is and what speaks to it, or null
 * @param roots where its files are
 * @param primary where backups go first
 * @param copies where they are copied to
 * @param encryption whether and for whom archives are encrypted
 * @param codecs all envelopes and member codecs
 * @param memberCodec what members are compressed with
 * @param workers threads of one operation
 * @param chunkBytes raw bytes of one member
 * @param workParent where private directories of operations are made
 * @param stateDirectory what must outlive the process: the journal of restores, their lock
 * @param hooks what the host does around a restore
 * @param undoFor how long the copy that is not live is kept after a restore
 * @param clock the time
 * @param nanoTime for durations
 */
record Setup(
    HostApplication application,
    @Nullable Database database,
    List<FileRoot> roots,
    Place primary,
    List<Place> copies,
    Encryption encryption,
    Providers<CodecProvider> codecs,
    ArchiveCodec memberCodec,
    int workers,
    int chunkBytes,
    Path workParent,
    Path stateDirectory,
    RestoreHooks hooks,
    Duration undoFor,
    Clock clock,
    LongSupplier nanoTime) {

  private static final String SEPARATOR = ", ";

  /** A database and its dialect. */
  record Database(
      DatabaseEndpoint endpoint, DialectProvider dialect, @Nullable DialectOptions options) {

    /** The same dialect at another place. */
    Database at(DatabaseEndpoint place) {
      return new Database(place, dialect, options);
    }
  }

  /** The same with another database. */
  Setup withDatabase(Database other) {
    return new Setup(
        application,
        other,
        roots,
        primary,
        copies,
        encryption,
        codecs,
        memberCodec,
        workers,
        chunkBytes,
        workParent,
        stateDirectory,
        hooks,
        undoFor,
        clock,
        nanoTime);
  }

  Optional<Database> db() {
    return Optional.ofNullable(database);
  }

  StorageTarget storage() {
    return primary.storage();
  }

  Catalog catalog() {
    return primary.catalog();
  }

  /** All destinations, the primary one first. */
  List<Place> places() {
    List<Place> all = new ArrayList<>(List.of(primary));
    all.addAll(copies);
    return all;
  }

  Place place(String name) {
    return places().stream()
        .filter(place -> place.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no destination '%s'. There are: %s."
                        .formatted(
                            name, String.join(", ", places().stream().map(Place::name).toList()))));
  }

  DumpOptions dumpOptions() {
    DumpOptions options = DumpOptions.defaults().withWorkers(workers);
    DialectOptions own = database == null ? null : database.options();
    return own == null ? options : options.withDialect(own);
  }

  /**
   * Names what a restore changes, so that a journal is never taken for another target's: two
   * managers may share a state directory.
   */
  String target() {
    List<String> names = new ArrayList<>();
    databaseTarget().ifPresent(names::add);
    roots.stream()
        .map(root -> root.name() + "=" + root.path().toAbsolutePath().normalize())
        .sorted()
        .forEach(names::add);
    return String.join(SEPARATOR, names);
  }

  /** Whether the database of a target, if it names one, is this manager's. */
  boolean hasDatabaseOf(String target) {
    return databaseTarget()
        .filter(name -> target.equals(name) || target.startsWith(name + SEPARATOR))
        .isPresent();
  }

  private Optional<String> databaseTarget() {
    return db().map(Database::endpoint)
        .map(endpoint -> endpoint.dialect() + " " + endpoint.host() + " " + endpoint.database());
  }

  /** Options of a mode, with this manager's workers, and the given dialect's options or its own. */
  RestoreOptions restoreOptions(RestoreOptions mode, Optional<DialectOptions> given) {
    RestoreOptions options = mode.withWorkers(workers);
    return given
        .or(() -> db().flatMap(known -> Optional.ofNullable(known.options())))
        .map(options::withDialect)
        .orElse(options);
  }

  /** The journal in this host's state directory, for targets whose dialect keeps none. */
  RestoreJournal journal() {
    return new RestoreJournal(new FileJournal(stateDirectory, "restore.journal"), clock);
  }

  /** Names the copies of file roots of one restore. */
  String newOperationName() {
    return catalog().newId("restore", clock.instant()).toLowerCase(Locale.ROOT);
  }

  /** Opens archives with the given keys first and the manager's own after them. */
  ArchiveSource archives(CodecKeys given) {
    List<CodecKeys> keys = new ArrayList<>();
    keys.add(given);
    keys.add(encryption.keys());
    return new ArchiveSource(codecs, List.of(memberCodec), keys);
  }

  OperationContext context(
      WorkDirectory directory, CancellationToken cancellation, ProgressMeter meter) {
    return OperationContext.in(directory.path())
        .withClock(clock)
        .withCancellation(cancellation)
        .withFindings(meter::note);
  }
}
