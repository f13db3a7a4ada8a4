package io.lifeboat.backup.contract;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectVisitor;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.StorageTraits;
import io.lifeboat.backup.api.WriteOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A storage in the memory of this process that keeps every promise of {@link StorageTarget}: for
 * tests that need a storage and no disk. Its content goes with it.
 */
public final class InMemoryStorage implements StorageTarget {

  private final NavigableMap<ObjectKey, Stored> objects = new ConcurrentSkipListMap<>();
  private final StorageTraits traits;
  private final long capacity;
  private final Clock clock;
  private volatile boolean closed;

  /** An object; its bytes are never changed. */
  private static final class Stored {

    private final byte[] content;
    private final Instant modified;

    Stored(byte[] content, Instant modified) {
      this.content = content;
      this.modified = modified;
    }
  }

  private InMemoryStorage(StorageTraits traits, long capacity, Clock clock) {
    this.traits = traits;
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Makes an empty storage without a limit, on the system's clock. */
  public InMemoryStorage() {
    this(
        StorageTraits.defaults().withConditionalCreate(true).withRemote(false),
        Long.MAX_VALUE,
        Clock.systemUTC());
  }

  /**
   * Make an empty storage that is full at some time.
   *
   * @param bytes how much it holds, begun objects included
   * @return the storage
   */
  public static InMemoryStorage withCapacity(long bytes) {
    InMemoryStorage unlimited = new InMemoryStorage();
    return new InMemoryStorage(unlimited.traits, bytes, unlimited.clock);
  }

  /**
   * Make an empty storage whose objects are as old as a clock says.
   *
   * @param clock asked at each commit
   * @return the storage
   */
  public static InMemoryStorage withClock(Clock clock) {
    return new InMemoryStorage(new InMemoryStorage().traits, Long.MAX_VALUE, clock);
  }

  @Override
  public StorageTraits traits() {
    return traits;
  }

  @Override
  public ObjectWriter create(ObjectKey key, WriteOptions options) throws StorageException {
    requireOpen();
    if (objects.containsKey(key)) {
      throw exists(key);
    }
    return new Writer(key);
  }

  @Override
  public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
    requireOpen();
    byte[] content = content(key);
    requireInside(key, content, range);
    int offset = (int) range.offset();
    int length = (int) range.length().orElse(content.length - range.offset());
    return new ByteArrayInputStream(content, offset, length);
  }

  @Override
  public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
    requireOpen();
    return Optional.ofNullable(objects.get(key)).map(stored -> info(key, stored));
  }

  @Override
  public void list(String prefix, ObjectVisitor visitor) throws java.io.IOException {
    requireOpen();
    for (var object : objects.entrySet()) {
      if (object.getKey().value().startsWith(prefix)) {
        visitor.visit(info(object.getKey(), object.getValue()));
      }
    }
  }

  @Override
  public void delete(ObjectKey key) throws StorageException {
    requireOpen();
    objects.remove(key);
  }

  @Override
  public OptionalLong freeBytes() throws StorageException {
    requireOpen();
    return capacity == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, capacity - used()));
  }

  @Override
  public void close() {
    closed = true;
  }

  private long used() {
    return objects.values().stream().mapToLong(stored -> stored.content.length).sum();
  }

  private byte[] content(ObjectKey key) throws StorageException {
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new StorageException(Reason.NOT_FOUND, "There is no object " + key + ".");
    }
    return stored.content;
  }

  private static void requireInside(ObjectKey key, byte[] content, ByteRange range)
      throws StorageException {
    long end = range.offset() + range.length().orElse(0);
    if (end > content.length) {
      throw new StorageException(
          Reason.RANGE,
          "The object %s has %d bytes; the range %s was asked for."
              .formatted(key, content.length, range));
    }
  }

  private static ObjectInfo info(ObjectKey key, Stored stored) {
    return new ObjectInfo(key, stored.content.length, stored.modified);
  }

  private static StorageException exists(ObjectKey key) {
    return new StorageException(
        Reason.EXISTS, "The object " + key + " is there already; objects are written once.");
  }

  private void requireOpen() throws StorageException {
    if (closed) {
      throw new StorageException(Reason.UNAVAILABLE, "The storage in memory was closed.");
    }
  }

  private final class Writer implements ObjectWriter {

    private final ObjectKey key;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Writer(ObjectKey key) {
      this.key = key;
    }

    @Override
    public void write(ByteBuffer source) throws StorageException {
      requireUsable();
      requireRoom(source.remaining());
      byte[] copy = new byte[source.remaining()];
      source.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public boolean append(ObjectKey source, ByteRange range) throws StorageException {
      requireUsable();
      byte[] content = content(source);
      requireInside(source, content, range);
      int length = (int) range.length().orElse(content.length - range.offset());
      requireRoom(length);
      bytes.write(content, (int) range.offset(), length);
      return true;
    }

    @Override
    public ObjectInfo commit() throws StorageException {
      requireUsable();
      ended = true;
      Stored stored = new Stored(bytes.toByteArray(), clock.instant());
      if (objects.putIfAbsent(key, stored) != null) {
        throw exists(key);
      }
      return info(key, stored);
    }

    @Override
    public void close() {
      ended = true;
    }

    private void requireRoom(int more) throws StorageException {
      if (more > capacity - used() - bytes.size()) {
        ended = true;
        throw new StorageException(
            Reason.FULL, "The storage in memory holds " + capacity + " bytes and is full.");
      }
    }

    private void requireUsable() throws StorageException {
      requireOpen();
      if (ended) {
        throw new StorageException(
            Reason.OTHER, "The writer of " + key + " is done and takes nothing more.");
      }
    }
  }
}
