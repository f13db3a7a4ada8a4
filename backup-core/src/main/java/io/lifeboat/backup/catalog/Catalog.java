package io.lifeboat.backup.catalog;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.catalog.CatalogEntry.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of a storage below one prefix.
 *
 * <p>Keeps no state: every answer is what the storage holds now. What is not a whole backup is
 * shown as what it is; what is none of ours is passed over. Thread-safe.
 */
public final class Catalog {

  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
  private static final int MAX_RECORD_BYTES = 1 << 18;

  private final StorageTarget storage;
  private final String prefix;
  private final RandomGenerator random;

  /**
   * Look at a storage.
   *
   * @param storage where backups are
   * @param prefix of their keys, without a slash at its end; empty for none
   * @param random for ids
   */
  public Catalog(StorageTarget storage, String prefix, RandomGenerator random) {
    this.storage = storage;
    this.prefix = prefix;
    this.random = random;
  }

  /**
   * Make an id for a new backup.
   *
   * @param name what it is of; reduced to small letters, digits and dashes
   * @param created when
   * @return the id; sorts by time among those of one name
   */
  public String newId(String name, Instant created) {
    return BackupName.newId(name, created, random);
  }

  /**
   * Return the key of an archive.
   *
   * @param id of the backup
   * @param envelope id of its codec; empty for a plain archive
   * @return the key
   */
  public ObjectKey archiveKey(String id, String envelope) {
    return BackupName.archive(prefix, id, envelope);
  }

  /**
   * Write the record of an archive that is stored already.
   *
   * @param record the record
   * @throws IOException if it was not written
   */
  public void write(BackupRecord record) throws IOException {
    writeJson(BackupName.record(record.archive()), RecordJson.write(record));
  }

  /**
   * Write down what happened to a backup.
   *
   * @param archive of the backup
   * @param event what, and when
   * @param by who made it happen; may be empty
   * @throws IOException if it was not written
   */
  public void note(ObjectKey archive, BackupEvent event, String by) throws IOException {
    note(archive, event, by, Map.of());
  }

  /**
   * Write down what happened to a backup, and how.
   *
   * @param archive of the backup
   * @param event what, and when
   * @param by who made it happen; may be empty
   * @param facts for who reads the object itself; public, no secrets
   * @throws IOException if it was not written
   */
  public void note(ObjectKey archive, BackupEvent event, String by, Map<String, String> facts)
      throws IOException {
    writeJson(BackupName.event(archive, event, random), RecordJson.write(event, by, facts));
  }

  private void writeJson(ObjectKey key, byte[] json) throws IOException {
    WriteOptions options =
        WriteOptions.none().withExpectedSize(json.length).withContentType("application/json");
    boolean committing = false;
    try (ObjectWriter writer = storage.create(key, options)) {
      writer.write(ByteBuffer.wrap(json));
      committing = true;
      ObjectInfo stored = writer.commit();
      if (stored.size() != json.length) {
        throw new StorageException(
            StorageException.Reason.CORRUPTED,
            "The storage holds %d bytes of %s; %d were sent."
                .formatted(stored.size(), key, json.length));
      }
    } catch (IOException | RuntimeException e) {
      if (committing) {
        removeUnlessTaken(key, e);
      }
      throw e;
    }
  }

  /** A commit whose answer got lost may have made the record visible. */
  private void removeUnlessTaken(ObjectKey key, Exception failure) {
    if (failure instanceof StorageException e && e.reason() == StorageException.Reason.EXISTS) {
      return;
    }
    try {
      storage.delete(key);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * List all backups.
   *
   * @return newest first
   * @throws IOException if the storage could not be read
   */
  public List<CatalogEntry> list() throws IOException {
    List<CatalogEntry> entries = new ArrayList<>();
    for (Map.Entry<String, Objects> backup : objects(BackupName.folder(prefix)).entrySet()) {
      entry(backup.getKey(), backup.getValue()).ifPresent(entries::add);
    }
    entries.sort(Comparator.comparing(Catalog::timeAndId).reversed());
    return entries;
  }

  private static String timeAndId(CatalogEntry entry) {
    String id = entry.id();
    int shortId = id.lastIndexOf('-');
    int time = id.lastIndexOf('-', shortId - 1);
    return id.substring(time + 1) + id;
  }

  /**
   * Find one backup.
   *
   * @param id of the backup, or any text from outside
   * @return empty if there is nothing of it, or the text is no id
   * @throws IOException if the storage could not be read
   */
  public Optional<CatalogEntry> find(String id) throws IOException {
    if (!BackupName.isId(id)) {
      return Optional.empty();
    }
    Objects found = objectsOf(id);
    return entry(id, found);
  }

  /**
   * Remove a backup: its record first, so that a kill in the middle leaves nothing that looks
   * whole, then its archive, then what was written beside them.
   *
   * @param id of the backup, or any text from outside; nothing there is success
   * @throws IOException if something of it may be left
   */
  public void delete(String id) throws IOException {
    if (!BackupName.isId(id)) {
      return;
    }
    Objects found = objectsOf(id);
    for (List<ObjectInfo> kind : List.of(found.records, found.archives, found.eventObjects)) {
      for (ObjectInfo object : kind) {
        storage.delete(object.key());
      }
    }
  }

  /** The objects of one backup. */
  private static final class Objects {

    private final List<ObjectInfo> archives = new ArrayList<>();
    private final List<ObjectInfo> records = new ArrayList<>();
    private final List<ObjectInfo> eventObjects = new ArrayList<>();
    private final List<BackupEvent> events = new ArrayList<>();

    private void add(BackupName.Parsed parsed, ObjectInfo object) {
      switch (parsed.kind()) {
        case ARCHIVE -> archives.add(object);
        case RECORD -> records.add(object);
        case EVENT -> {
          eventObjects.add(object);
          parsed.event().ifPresent(events::add);
        }
      }
    }
  }

  private Objects objectsOf(String id) throws IOException {
    return objects(BackupName.folder(prefix) + id + ".").getOrDefault(id, new Objects());
  }

  private Map<String, Objects> objects(String keyPrefix) throws IOException {
    Map<String, Objects> byId = new TreeMap<>();
    storage.list(
        keyPrefix,
        object ->
            BackupName.parse(prefix, object.key())
                .ifPresent(
                    parsed ->
                        byId.computeIfAbsent(parsed.id(), id -> new Objects())
                            .add(parsed, object)));
    return byId;
  }

  private Optional<CatalogEntry> entry(String id, Objects found) throws IOException {
    if (found.archives.isEmpty() && found.records.isEmpty()) {
      return Optional.empty();
    }
    long size = found.archives.stream().mapToLong(ObjectInfo::size).sum();
    if (found.records.isEmpty()) {
      return Optional.of(new CatalogEntry(id, State.NO_RECORD, size, null, found.events));
    }
    BackupRecord record = read(id, found.records.get(0).key());
    return Optional.of(
        new CatalogEntry(id, state(record, found, size), size, record, found.events));
  }

  private static State state(@Nullable BackupRecord record, Objects found, long size) {
    if (record == null) {
      return State.UNREADABLE_RECORD;
    }
    if (found.archives.stream().noneMatch(object -> object.key().equals(record.archive()))) {
      return State.NO_ARCHIVE;
    }
    return size == record.size() ? State.COMPLETE : State.SIZE_MISMATCH;
  }

  /** Returns the record, or null if it is none. */
  private @Nullable BackupRecord read(String id, ObjectKey key) throws IOException {
    byte[] json;
    try (InputStream in = storage.read(key, ByteRange.all())) {
      json = in.readNBytes(MAX_RECORD_BYTES);
    } catch (StorageException e) {
      if (e.reason() == StorageException.Reason.NOT_FOUND) {
        return null; // deleted meanwhile
      }
      throw e;
    }
    try {
      BackupRecord record = RecordJson.read(json);
      boolean own = record.id().equals(id) && BackupName.record(record.archive()).equals(key);
      return own ? record : null;
    } catch (IOException e) {
      LOG.warn("The record {} can't be read: {}", key, e.getMessage());
      return null;
    }
  }
}
