package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Decoded bytes in memory; closing closes what they were decoded from. */
final class MemorySource implements ByteSource {

  private final ByteBuffer bytes;
  private final ByteSource origin;

  /** Takes the remaining bytes without a copy. */
  MemorySource(ByteBuffer bytes, ByteSource origin) {
    this.bytes = bytes.slice();
    this.origin = origin;
  }

  @Override
  public long size() {
    return bytes.limit();
  }

  @Override
  public int read(long position, ByteBuffer target) {
    if (position < 0) {
      throw new IllegalArgumentException("A position is zero or more, not " + position);
    }
    if (position >= bytes.limit()) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), bytes.limit() - position);
    target.put(bytes.slice((int) position, count));
    return count;
  }

  @Override
  public void close() throws IOException {
    origin.close();
  }
}
