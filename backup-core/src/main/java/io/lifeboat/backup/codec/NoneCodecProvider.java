package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.CodecProvider;
import java.nio.ByteBuffer;

/** Offers {@code none}, for members; it has no mark to recognize. */
public final class NoneCodecProvider implements CodecProvider {

  /** Make the provider. */
  public NoneCodecProvider() {}

  @Override
  public String id() {
    return "none";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public boolean recognizes(ByteBuffer beginning) {
    return false;
  }

  @Override
  public ArchiveCodec create(CodecKeys keys) {
    return new NoneCodec();
  }
}
