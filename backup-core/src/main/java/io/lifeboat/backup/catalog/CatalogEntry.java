package io.lifeboat.backup.catalog;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
  private final List<BackupEvent> events;

  CatalogEntry(
      String id,
      State state,
      long storedSize,
      @Nullable BackupRecord record,
      List<BackupEvent> events) {
    this.id = Objects.requireNonNull(id, "id");
    this.state = Objects.requireNonNull(state, "state");
    this.storedSize = storedSize;
    this.record = record;
    this.events = List.copyOf(events);
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

  /**
   * Tell whether somebody wants it kept whatever the rules say.
   *
   * @return true if it was pinned and not unpinned later
   */
  public boolean isPinned() {
    Optional<Instant> pinned = newest(BackupEvent.Kind.PINNED);
    Optional<Instant> unpinned = newest(BackupEvent.Kind.UNPINNED);
    return pinned.isPresent() && (unpinned.isEmpty() || !unpinned.get().isAfter(pinned.get()));
  }

  /**
   * Return when it was last read whole, or restored, and found right.
   *
   * @return empty if never
   */
  public Optional<Instant> verified() {
    return newest(BackupEvent.Kind.VERIFIED);
  }

  private Optional<Instant> newest(BackupEvent.Kind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .map(BackupEvent::at)
        .max(Comparator.naturalOrder());
  }
}
