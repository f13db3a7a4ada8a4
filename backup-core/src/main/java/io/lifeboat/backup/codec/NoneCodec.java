package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Member codec that stores bytes as they are, for content that is compressed already.
 *
 * <p>It notices no alteration by itself; the index of an archive carries a SHA-256 for that.
 */
public final class NoneCodec implements ArchiveCodec {

  /** Make the codec. */
  public NoneCodec() {}

  @Override
  public String id() {
    return "none";
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public EncodedOutput encode(EncodedOutput sink) {
    return new Output(sink);
  }

  @Override
  public ByteSource decode(ByteSource stored) {
    return stored;
  }

  private static final class Output implements EncodedOutput {

    private final EncodedOutput sink;
    private final OutputState state = new OutputState();

    Output(EncodedOutput sink) {
      this.sink = sink;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      state.beginWrite();
      sink.write(bytes);
      state.endWrite();
    }

    @Override
    public void finish() throws IOException {
      state.beginFinish();
      sink.finish();
    }

    @Override
    public void close() throws IOException {
      if (state.close()) {
        sink.close();
      }
    }
  }
}
