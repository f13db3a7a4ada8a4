package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageTarget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object in a storage.
 *
 * <p>A read is a bounded request of exactly the bytes that are asked for. One that begins where an
 * earlier one ended opens a stream instead, and those that follow go on with it: reading in order
 * costs two requests, however long it is. A few such streams are kept for as many readers.
 */
public final class ObjectByteSource implements ByteSource {

  private static final int KEPT_CURSORS = 4;

  /** A gap that is cheaper to read over than to ask again for. */
  private static final int SKIPPED_GAP = 64 << 10;

  private final StorageTarget storage;
  private final ObjectKey key;
  private final long size;
  private final List<Cursor> idle = new ArrayList<>();
  private boolean closed;

  /**
   * Look at an object; nothing is read yet.
   *
   * @param storage where it is; not closed by this source
   * @param key its name
   * @param size of the object, in bytes
   */
  public ObjectByteSource(StorageTarget storage, ObjectKey key, long size) {
    this.storage = storage;
    this.key = key;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int wanted = (int) Math.min(target.remaining(), Math.max(0, size - position));
    if (wanted == 0) {
      return 0;
    }
    Cursor cursor = take(position);
    if (cursor == null) {
      try (InputStream once = storage.read(key, ByteRange.of(position, wanted))) {
        fill(once, position, target, wanted);
      }
      giveBack(new Cursor(null, position + wanted));
      return wanted;
    }
    InputStream stream =
        cursor.stream == null ? storage.read(key, ByteRange.from(position)) : cursor.stream;
    try {
      if (cursor.stream != null) {
        stream.skipNBytes(position - cursor.position);
      }
      fill(stream, position, target, wanted);
    } catch (IOException | RuntimeException e) {
      try {
        stream.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    giveBack(new Cursor(stream, position + wanted));
    return wanted;
  }

  private void fill(InputStream stream, long position, ByteBuffer target, int wanted)
      throws IOException {
    byte[] bytes = target.hasArray() ? target.array() : new byte[wanted];
    int offset = target.hasArray() ? target.arrayOffset() + target.position() : 0;
    int read = stream.readNBytes(bytes, offset, wanted);
    if (read < wanted) {
      throw new EOFException(
          "The object %s ended at byte %d; it should have %d."
              .formatted(key, position + read, size));
    }
    if (target.hasArray()) {
      target.position(target.position() + wanted);
    } else {
      target.put(bytes, 0, wanted);
    }
  }

  private synchronized @Nullable Cursor take(long position) throws IOException {
    if (closed) {
      throw new IOException("The object " + key + " is closed.");
    }
    for (Cursor cursor : idle) {
      long gap = position - cursor.position;
      if (gap == 0 || (cursor.stream != null && gap > 0 && gap <= SKIPPED_GAP)) {
        idle.remove(cursor);
        return cursor;
      }
    }
    return null;
  }

  private void giveBack(Cursor cursor) throws IOException {
    Cursor surplus = cursor;
    synchronized (this) {
      if (!closed && cursor.position < size) {
        idle.add(cursor);
        surplus = idle.size() > KEPT_CURSORS ? idle.remove(0) : null;
      }
    }
    if (surplus != null) {
      surplus.close();
    }
  }

  @Override
  public void close() throws IOException {
    List<Cursor> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(idle);
      idle.clear();
    }
    for (Cursor cursor : open) {
      cursor.close();
    }
  }

  /**
   * Where a read ended.
   *
   * @param stream stands there; null if the read was a bounded one
   * @param position in bytes from the start
   */
  private record Cursor(@Nullable InputStream stream, long position) {

    void close() throws IOException {
      if (stream != null) {
        stream.close();
      }
    }
  }
}
