package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning and the end of a source once each, and answers from memory what lies in them:
 * opening an archive asks for many small pieces of both, and each would be a request to a storage.
 * Everything between is read from the source as it is asked for. Thread-safe.
 */
public final class EndsSource implements ByteSource {

  private final ByteSource source;
  private final int head;
  private final int tail;
  private byte @Nullable [] beginning;
  private byte @Nullable [] ending;
  private boolean closed;

  /**
   * Keep the ends of a source, each from the first time it is asked for.
   *
   * @param source closed with this one; of a known size
   * @param head how many bytes of its beginning are kept; zero for none
   * @param tail how many bytes of its end are kept; zero for none
   */
  public EndsSource(ByteSource source, int head, int tail) {
    this.source = source;
    this.head = head;
    this.tail = tail;
  }

  @Override
  public long size() throws IOException {
    return source.size();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    long size = size();
    if (position >= 0 && position < size) {
      long end = position + Math.min(target.remaining(), size - position);
      if (end <= head) {
        return copy(beginning(size), position, target);
      }
      if (position >= size - tail) {
        return copy(ending(size), position - Math.max(0, size - tail), target);
      }
    }
    return source.read(position, target);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    beginning = null;
    ending = null;
    source.close();
  }

  private synchronized byte[] beginning(long size) throws IOException {
    byte[] kept = beginning;
    if (kept == null) {
      kept = fetch(0, (int) Math.min(head, size));
      beginning = kept;
    }
    return kept;
  }

  private synchronized byte[] ending(long size) throws IOException {
    byte[] kept = ending;
    if (kept == null) {
      int count = (int) Math.min(tail, size);
      kept = fetch(size - count, count);
      ending = kept;
    }
    return kept;
  }

  private byte[] fetch(long position, int count) throws IOException {
    if (closed) {
      throw new IOException("The archive was closed while it was being read");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count);
    int read = source.read(position, bytes);
    return read == count ? bytes.array() : java.util.Arrays.copyOf(bytes.array(), read);
  }

  /** A source that turned out shorter than its size gives less here, as it would by itself. */
  private static int copy(byte[] bytes, long position, ByteBuffer target) {
    int count = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
    if (count > 0) {
      target.put(bytes, (int) position, count);
    }
    return count;
  }
}
