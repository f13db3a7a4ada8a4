package io.lifeboat.backup;

import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.CatalogEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backup as a list shows it. Immutable. */
public final class BackupSummary {

  /** What a storage holds of a backup. Only a complete one can be restored from the list. */
  public enum State {
    /** Archive and record, of one size. */
    COMPLETE,
    /** An archive without a record: cut off before it was complete, or being written now. */
    NO_RECORD,
    /** A record without its archive. */
    NO_ARCHIVE,
    /** An archive of another size than its record says. */
    SIZE_MISMATCH,
    /** A record that can't be read. */
    UNREADABLE_RECORD
  }

  private final String id;
  private final State state;
  private final long size;
  private final @Nullable BackupRecord record;
  private final boolean pinned;
  private final @Nullable Instant verified;

  private BackupSummary(
      String id,
      State state,
      long size,
      @Nullable BackupRecord record,
      boolean pinned,
      @Nullable Instant verified) {
    this.id = Objects.requireNonNull(id, "id");
    this.state = Objects.requireNonNull(state, "state");
    this.size = size;
    this.record = record;
    this.pinned = pinned;
    this.verified = verified;
  }

  static BackupSummary of(BackupRecord record) {
    return new BackupSummary(record.id(), State.COMPLETE, record.size(), record, false, null);
  }

  static BackupSummary of(CatalogEntry entry) {
    return new BackupSummary(
        entry.id(),
        State.valueOf(entry.state().name()),
        entry.storedSize(),
        entry.record().orElse(null),
        entry.isPinned(),
        entry.verified().orElse(null));
  }

  private Optional<BackupRecord> record() {
    return Optional.ofNullable(record);
  }

  /**
   * Return the id.
   *
   * @return what {@link RestoreRequest#ofBackup} takes; begins with the application's name and the
   *     time, UTC
   */
  public String id() {
    return id;
  }

  /**
   * Return what the storage holds.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * Tell whether this is a whole backup.
   *
   * @return true for {@link State#COMPLETE}
   */
  public boolean isComplete() {
    return state == State.COMPLETE;
  }

  /**
   * Return the size of the archive as it is stored.
   *
   * @return bytes; zero if there is no archive
   */
  public long size() {
    return size;
  }

  /**
   * Return the instant that the backup is of.
   *
   * @return empty if the record is missing or can't be read, as for all that follows
   */
  public Optional<Instant> created() {
    return record().map(BackupRecord::created);
  }

  /**
   * Return how complete the contents are.
   *
   * @return the outcome; empty if the record is missing, can't be read or has an outcome that this
   *     release does not know
   */
  public Optional<BackupOutcome> outcome() {
    return record()
        .map(BackupRecord::outcome)
        .flatMap(
            name ->
                Arrays.stream(BackupOutcome.values())
                    .filter(value -> value.name().equals(name))
                    .findFirst());
  }

  /**
   * Return what is around the archive.
   *
   * @return the codec's id, such as {@code age}; empty for a plain archive
   */
  public Optional<String> envelope() {
    return record().map(known -> known.envelope().codec()).filter(codec -> !codec.isEmpty());
  }

  /**
   * Return the name of the application it is of.
   *
   * @return the name
   */
  public Optional<String> application() {
    return record().map(known -> known.origin().application());
  }

  /**
   * Return the version of the application it is of.
   *
   * @return the version
   */
  public Optional<String> applicationVersion() {
    return record().map(known -> known.origin().applicationVersion());
  }

  /**
   * Return the dialect of the database in it.
   *
   * @return the dialect's id; empty also if no database is in it
   */
  public Optional<String> dialect() {
    return record().map(known -> known.origin().dialect()).filter(name -> !name.isEmpty());
  }

  /**
   * Tell whether a database is in it.
   *
   * @return false also if the record is missing
   */
  public boolean hasDatabase() {
    return record().map(known -> known.contents().database()).orElse(false);
  }

  /**
   * Tell whether file roots are in it.
   *
   * @return false also if the record is missing
   */
  public boolean hasFiles() {
    return record().map(known -> known.contents().files()).orElse(false);
  }

  /**
   * Return the number of rows in it.
   *
   * @return rows of all tables, zero if not known
   */
  public long rows() {
    return record().map(known -> known.contents().rows()).orElse(0L);
  }

  /**
   * Return the number of regular files in it.
   *
   * @return files, zero if not known
   */
  public long files() {
    return record().map(known -> known.contents().fileCount()).orElse(0L);
  }

  /**
   * Return who asked for it.
   *
   * @return as the request said; empty if it did not
   */
  public Optional<String> requestedBy() {
    return record().map(BackupRecord::requestedBy).filter(name -> !name.isEmpty());
  }

  /**
   * Return what was written about it.
   *
   * @return as the request said; empty if it did not
   */
  public Optional<String> description() {
    return record().map(BackupRecord::description).filter(text -> !text.isEmpty());
  }

  /**
   * Tell whether somebody wants it kept whatever the rules say.
   *
   * @return true from {@link BackupManager#pin} to {@link BackupManager#unpin}
   */
  public boolean isPinned() {
    return pinned;
  }

  /**
   * Return when it was last read whole, or restored, and found right, at this destination.
   *
   * @return empty if never
   */
  public Optional<Instant> verified() {
    return Optional.ofNullable(verified);
  }

  @Override
  public String toString() {
    return id + " " + state + ", " + size + " bytes";
  }
}
