package io.lifeboat.backup.spi;

import io.lifeboat.backup.api.ArchiveCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Offers an envelope for whole archives, or a codec for their members. */
public non-sealed interface CodecProvider extends BackupProvider {

  /**
   * Tell whether bytes were encoded by this codec, from their beginning.
   *
   * @param beginning the first bytes, up to 512; may be fewer, or none
   * @return true if they carry this codec's mark; a codec without a mark returns false
   */
  boolean recognizes(ByteBuffer beginning);

  /**
   * Make a codec.
   *
   * @param keys what it encodes for and decodes with; a codec without keys ignores them
   * @return the codec
   * @throws IOException if the keys are none of this codec's
   */
  ArchiveCodec create(CodecKeys keys) throws IOException;
}
