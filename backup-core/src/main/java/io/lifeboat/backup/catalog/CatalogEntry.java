package io.lifeboat.backup.catalog;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One backup, or what is left of one, as the storage shows it. */
public final class CatalogEntry {

  /** What a storage holds of a backup. */
  public enum State {
    /** Archive and record, of one size. */
    COMPLETE,
    /** An archive whose record is missing. */
    NO_RECORD,
    /** A record whose archive is missing. */
    NO_ARCHIVE,
    /** An archive of another size than its record says. */
    SIZE_MISMATCH,
    /** A record that can't be read. */
    UNREADABLE_RECORD
  }

  private final String id;
  private final State state;
  private final long storedSize;
  private final @Nullable BackupRecord record;

  CatalogEntry(String id, State state, long storedSize, @Nullable BackupRecord record) {
    this.id = Objects.requireNonNull(id, "id");
    this.state = Objects.requireNonNull(state, "state");
    this.storedSize = storedSize;
    this.record = record;
  }

  /**
   * Return the id.
   *
   * @return the id of the backup
   */
  public String id() {
    return id;
  }

  /**
   * Return what the storage holds of it.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * Return the size of the archive in the storage.
   *
   * @return bytes; zero if there is none
   */
  public long storedSize() {
    return storedSize;
  }

  /**
   * Return the record.
   *
   * @return empty if it is missing or can't be read
   */
  public Optional<BackupRecord> record() {
    return Optional.ofNullable(record);
  }
}
