package io.lifeboat.backup.contract;

import io.lifeboat.backup.api.EncodedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Keeps what is written, and can fail like a full disk. Not thread-safe. */
public final class CollectingSink implements EncodedOutput {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final IOException failure = new IOException("No space left on device");
  private final long capacity;
  private int finishes;
  private int closes;

  private CollectingSink(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Make a sink that takes everything.
   *
   * @return the sink
   */
  public static CollectingSink unlimited() {
    return new CollectingSink(Long.MAX_VALUE);
  }

  /**
   * Make a sink that fails when it is full.
   *
   * @param capacity how many bytes it takes; the next one fails, and so does finishing
   * @return the sink
   */
  public static CollectingSink failingAfter(long capacity) {
    return new CollectingSink(capacity);
  }

  /**
   * Return what was written.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /**
   * Return what every failure of this sink throws.
   *
   * @return always the same
   */
  public IOException failure() {
    return failure;
  }

  /**
   * Return how often it was finished.
   *
   * @return one is right
   */
  public int finishes() {
    return finishes;
  }

  /**
   * Tell whether it was closed.
   *
   * @return true after the first {@link #close()}
   */
  public boolean isClosed() {
    return closes > 0;
  }

  @Override
  public void write(ByteBuffer more) throws IOException {
    if (finishes > 0 || closes > 0) {
      throw new IllegalStateException("Written to after its end");
    }
    if (bytes.size() + (long) more.remaining() > capacity) {
      throw failure;
    }
    byte[] copy = new byte[more.remaining()];
    more.get(copy);
    bytes.writeBytes(copy);
  }

  @Override
  public void finish() throws IOException {
    if (capacity != Long.MAX_VALUE) {
      throw failure;
    }
    finishes++;
  }

  @Override
  public void close() {
    closes++;
  }
}
