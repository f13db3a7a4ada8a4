package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One zstd frame, decoded when it is first read. Thread-safe. */
final class FrameSource implements ByteSource {

  private final ZstdCodec codec;
  private final ByteBuffer frame;
  private final int size;
  private final ByteSource origin;
  private @Nullable ByteBuffer content;

  FrameSource(ZstdCodec codec, ByteBuffer frame, int size, ByteSource origin) {
    this.codec = codec;
    this.frame = frame;
    this.size = size;
    this.origin = origin;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws CodecException {
    if (position < 0) {
      throw new IllegalArgumentException("A position is zero or more, not " + position);
    }
    ByteBuffer all = content();
    if (position >= all.limit()) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), all.limit() - position);
    target.put(all.slice((int) position, count));
    return count;
  }

  private synchronized ByteBuffer content() throws CodecException {
    ByteBuffer decoded = content;
    if (decoded == null) {
      decoded = codec.decompress(frame.duplicate()).slice();
      content = decoded;
    }
    return decoded;
  }

  @Override
  public void close() throws IOException {
    origin.close();
  }
}
