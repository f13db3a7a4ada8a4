package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers a chunk and hands it on as one frame when it is finished; before that, nothing. */
final class ZstdOutput implements EncodedOutput {

  private final ZstdCodec codec;
  private final EncodedOutput sink;
  private final OutputState state = new OutputState();
  private byte[] chunk = {};
  private int size;

  /** Of a chunk that came in one write, as it usually does: made of the caller's own buffer. */
  private @Nullable ByteBuffer frame;

  ZstdOutput(ZstdCodec codec, EncodedOutput sink) {
    this.codec = codec;
    this.sink = sink;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    state.beginWrite();
    int count = bytes.remaining();
    codec.requireWithinLimit((long) size + count);
    if (size == 0 && count > 0) {
      frame = codec.compress(bytes);
    } else if (count > 0) {
      gather(bytes);
    }
    size += count;
    state.endWrite();
  }

  /** From the second write on; the bytes of the first are in its frame. */
  private void gather(ByteBuffer bytes) throws IOException {
    if (frame != null) {
      chunk = codec.decompress(frame).array();
      frame = null;
    }
    int count = bytes.remaining();
    if (size + count > chunk.length) {
      chunk = Arrays.copyOf(chunk, Math.max(size + count, size * 2));
    }
    bytes.get(chunk, size, count);
  }

  @Override
  public void finish() throws IOException {
    state.beginFinish();
    sink.write(frame != null ? frame : codec.compress(ByteBuffer.wrap(chunk, 0, size)));
    sink.finish();
  }

  @Override
  public void close() throws IOException {
    if (state.close()) {
      chunk = new byte[0];
      frame = null;
      sink.close();
    }
  }
}
