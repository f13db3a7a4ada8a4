package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.CodecProvider;
import java.nio.ByteBuffer;

/** Offers {@code zstd} of the default level, for members. */
public final class ZstdCodecProvider implements CodecProvider {

  /** Make the provider. */
  public ZstdCodecProvider() {}

  @Override
  public String id() {
    return "zstd";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public boolean recognizes(ByteBuffer beginning) {
    return ZstdCodec.recognizes(beginning);
  }

  @Override
  public ArchiveCodec create(CodecKeys keys) {
    return new ZstdCodec();
  }
}
