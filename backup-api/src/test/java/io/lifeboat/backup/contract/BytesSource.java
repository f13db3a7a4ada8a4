package io.lifeboat.backup.contract;

import io.lifeboat.backup.api.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A source of bytes in memory that counts what is asked of it. Thread-safe. */
public final class BytesSource implements ByteSource {

  private final byte[] bytes;
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicInteger closes = new AtomicInteger();

  /**
   * Make a source.
   *
   * @param bytes not copied
   */
  public BytesSource(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Return how many bytes were read in all, those read twice counted twice.
   *
   * @return bytes
   */
  public long bytesRead() {
    return bytesRead.get();
  }

  /**
   * Tell whether it was closed.
   *
   * @return true after the first {@link #close()}
   */
  public boolean isClosed() {
    return closes.get() > 0;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (isClosed()) {
      throw new IOException("Read after close");
    }
    if (position >= bytes.length) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), bytes.length - position);
    target.put(bytes, (int) position, count);
    bytesRead.addAndGet(count);
    return count;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}
