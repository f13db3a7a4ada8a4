package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers a chunk and hands it on as one frame when it is finished; before that, nothing. */
final class ZstdOutput implements EncodedOutput {

  private final ZstdCodec codec;
  private final EncodedOutput sink;
  private final OutputState state = new OutputState();
  private byte[] chunk = {};
  private int size;

  ZstdOutput(ZstdCodec codec, EncodedOutput sink) {
    this.codec = codec;
    this.sink = sink;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    state.beginWrite();
    int count = bytes.remaining();
    codec.requireWithinLimit((long) size + count);
    if (size + count > chunk.length) {
      // The first write is usually the only one: it gets exactly what it needs.
      chunk = Arrays.copyOf(chunk, size == 0 ? count : Math.max(size + count, size * 2));
    }
    bytes.get(chunk, size, count);
    size += count;
    state.endWrite();
  }

  @Override
  public void finish() throws IOException {
    state.beginFinish();
    sink.write(codec.compress(ByteBuffer.wrap(chunk, 0, size)));
    sink.finish();
  }

  @Override
  public void close() throws IOException {
    if (state.close()) {
      chunk = new byte[0];
      sink.close();
    }
  }
}
