package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.CodecProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Offers {@code age}, the encryption of whole archives. */
public final class AgeCodecProvider implements CodecProvider {

  /** Make the provider. */
  public AgeCodecProvider() {}

  @Override
  public String id() {
    return "age";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public boolean recognizes(ByteBuffer beginning) {
    byte[] magic = AgeHeader.MAGIC.getBytes(StandardCharsets.US_ASCII);
    return beginning.remaining() >= magic.length
        && beginning.slice(beginning.position(), magic.length).equals(ByteBuffer.wrap(magic));
  }

  @Override
  public ArchiveCodec create(CodecKeys keys) throws CodecException {
    return AgeCodec.of(keys);
  }
}
