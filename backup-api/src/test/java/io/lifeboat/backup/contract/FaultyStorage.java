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
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A storage that goes wrong by plan: any other storage, and what befalls each call. Thread-safe;
 * the calls of all threads are counted together, from 1.
 */
public final class FaultyStorage implements StorageTarget {

  /** What is called; every one of them is counted. */
  public enum Call {
    /** {@link StorageTarget#create}. */
    CREATE,
    /** {@link ObjectWriter#write}. */
    WRITE,
    /** {@link ObjectWriter#commit}. */
    COMMIT,
    /** {@link ObjectWriter#close} without a commit. */
    ABANDON,
    /** {@link StorageTarget#read}, until it returns a stream. */
    OPEN,
    /** One read of that stream. */
    READ,
    /** {@link StorageTarget#stat}. */
    STAT,
    /** {@link StorageTarget#list}. */
    LIST,
    /** {@link StorageTarget#delete}. */
    DELETE
  }

  /** What befalls a call. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It throws before it does anything. */
    FAIL,
    /** It does half: half of the bytes are written, one object is listed; then it throws. */
    BREAK,
    /** It does all, and throws: the answer got lost on its way. */
    LOSE_ANSWER,
    /**
     * A lie: half of the bytes are written or read, half of the objects are listed, and no word.
     */
    SHORTEN,
    /** A lie: it says that an object is one byte larger than it is. */
    MISSTATE
  }

  /** Says what befalls which call. */
  @FunctionalInterface
  public interface Plan {

    /**
     * Decide.
     *
     * @param call what is called
     * @param number how many calls there were, this one included
     * @return what befalls it; called by many threads
     */
    Fault faultOf(Call call, int number);
  }

  private final StorageTarget storage;
  private final Plan plan;
  private final List<Call> calls = new ArrayList<>();
  private int faults;

  /**
   * Put a plan before a storage.
   *
   * @param storage does the work; not closed with this one
   * @param plan asked once for each call
   */
  public FaultyStorage(StorageTarget storage, Plan plan) {
    this.storage = storage;
    this.plan = plan;
  }

  /**
   * Make one call go wrong, all others work.
   *
   * @param storage does the work
   * @param number which call, from 1
   * @param fault what befalls it
   * @return the storage
   */
  public static FaultyStorage atCall(StorageTarget storage, int number, Fault fault) {
    return new FaultyStorage(storage, (call, n) -> n == number ? fault : Fault.NONE);
  }

  /**
   * Make every call of a kind go wrong.
   *
   * @param storage does the work
   * @param kind which calls
   * @param fault what befalls them
   * @return the storage
   */
  public static FaultyStorage atEvery(StorageTarget storage, Call kind, Fault fault) {
    return new FaultyStorage(storage, (call, n) -> call == kind ? fault : Fault.NONE);
  }

  /**
   * Return what was called.
   *
   * @return every call in its order
   */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /**
   * Tell how many calls went wrong.
   *
   * @return zero if the plan was never met
   */
  public synchronized int faults() {
    return faults;
  }

  private synchronized Fault next(Call call) {
    calls.add(call);
    Fault fault = plan.faultOf(call, calls.size());
    if (fault != Fault.NONE) {
      faults++;
    }
    return fault;
  }

  private static StorageException failure(Call call) {
    return new StorageException(
        Reason.UNAVAILABLE, "The call " + call + " was planned to fail.", true, null);
  }

  /** Does something small whose half is nothing. */
  private <T> T whole(Call call, Action<T> action) throws IOException {
    Fault fault = next(call);
    if (fault == Fault.FAIL || fault == Fault.BREAK) {
      throw failure(call);
    }
    T result = action.run();
    if (fault == Fault.LOSE_ANSWER) {
      throw failure(call);
    }
    return fault == Fault.MISSTATE ? action.misstated(result) : result;
  }

  private interface Action<T> {
    T run() throws IOException;

    default T misstated(T result) {
      return result;
    }
  }

  /** Something that returns what is known of an object. */
  private interface Info extends Action<ObjectInfo> {
    @Override
    default ObjectInfo misstated(ObjectInfo result) {
      return larger(result);
    }
  }

  private static ObjectInfo larger(ObjectInfo info) {
    return new ObjectInfo(info.key(), info.size() + 1, info.modified());
  }

  @Override
  public StorageTraits traits() {
    return storage.traits();
  }

  @Override
  public ObjectWriter create(ObjectKey key, WriteOptions options) throws IOException {
    return new Writer(
        whole(
            Call.CREATE,
            () -> {
              return storage.create(key, options);
            }));
  }

  @Override
  public InputStream read(ObjectKey key, ByteRange range) throws IOException {
    InputStream content = whole(Call.OPEN, () -> storage.read(key, range));
    return new Content(content);
  }

  @Override
  public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
    return whole(
        Call.STAT,
        new Action<Optional<ObjectInfo>>() {
          @Override
          public Optional<ObjectInfo> run() throws IOException {
            return storage.stat(key);
          }

          @Override
          public Optional<ObjectInfo> misstated(Optional<ObjectInfo> result) {
            return result.map(FaultyStorage::larger);
          }
        });
  }

  @Override
  public void list(String prefix, ObjectVisitor visitor) throws IOException {
    Fault fault = next(Call.LIST);
    if (fault == Fault.FAIL) {
      throw failure(Call.LIST);
    }
    List<ObjectInfo> objects = new ArrayList<>();
    storage.list(prefix, objects::add);
    int count = objects.size();
    switch (fault) {
      case BREAK -> count = Math.min(1, count);
      case SHORTEN -> count = count / 2;
      default -> {}
    }
    for (ObjectInfo object : objects.subList(0, count)) {
      visitor.visit(fault == Fault.MISSTATE ? larger(object) : object);
    }
    if (fault == Fault.BREAK || fault == Fault.LOSE_ANSWER) {
      throw failure(Call.LIST);
    }
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    whole(
        Call.DELETE,
        () -> {
          storage.delete(key);
          return key;
        });
  }

  @Override
  public OptionalLong freeBytes() throws IOException {
    return storage.freeBytes();
  }

  /** Does nothing: the storage below belongs to whoever made it. */
  @Override
  public void close() {}

  private final class Writer implements ObjectWriter {

    private final ObjectWriter writer;
    private boolean broken;
    private boolean over;

    Writer(ObjectWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      requireUsable();
      Fault fault = next(Call.WRITE);
      if (fault == Fault.FAIL) {
        throw broken(Call.WRITE);
      }
      if (fault == Fault.BREAK || fault == Fault.SHORTEN) {
        int end = bytes.limit();
        bytes.limit(bytes.position() + bytes.remaining() / 2);
        writer.write(bytes);
        bytes.limit(end).position(end);
      } else {
        writer.write(bytes);
      }
      if (fault == Fault.BREAK || fault == Fault.LOSE_ANSWER) {
        throw broken(Call.WRITE);
      }
    }

    @Override
    public boolean append(ObjectKey source, ByteRange range) throws IOException {
      requireUsable();
      return writer.append(source, range);
    }

    @Override
    public ObjectInfo commit() throws IOException {
      requireUsable();
      broken = true;
      Info commit = writer::commit;
      ObjectInfo info = whole(Call.COMMIT, commit);
      over = true;
      return info;
    }

    @Override
    public void close() throws IOException {
      if (over) {
        writer.close();
        return;
      }
      over = true;
      Fault fault = next(Call.ABANDON);
      writer.close(); // what a storage can't remove now it sweeps later
      if (fault != Fault.NONE) {
        throw failure(Call.ABANDON);
      }
    }

    private StorageException broken(Call call) {
      broken = true;
      return failure(call);
    }

    private void requireUsable() throws StorageException {
      if (broken || over) {
        throw new StorageException(Reason.OTHER, "The writer takes nothing more after a failure.");
      }
    }
  }

  private final class Content extends FilterInputStream {

    private boolean ended;

    Content(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Fault fault = next(Call.READ);
      if (fault == Fault.FAIL) {
        throw failure(Call.READ);
      }
      if (ended) {
        return -1;
      }
      boolean half = fault == Fault.BREAK || fault == Fault.SHORTEN;
      int read = in.read(bytes, offset, half ? (length + 1) / 2 : length);
      if (fault == Fault.BREAK || fault == Fault.LOSE_ANSWER) {
        throw failure(Call.READ);
      }
      ended = fault == Fault.SHORTEN;
      return read;
    }
  }
}
