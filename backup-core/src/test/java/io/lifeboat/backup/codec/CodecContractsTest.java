package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.contract.ArchiveCodecContract;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What every codec promises, on ours. */
class CodecContractsTest {

  @Nested
  class Zstd extends ArchiveCodecContract {

    @Override
    protected ArchiveCodec codec() {
      return new ZstdCodec();
    }

    @Override
    protected Optional<ArchiveCodec> codecWithWrongKey() {
      return Optional.empty();
    }
  }

  @Nested
  class AgeWithPassword extends ArchiveCodecContract {

    private static final int QUICK = 4;

    @Override
    protected ArchiveCodec codec() throws IOException {
      return with("right");
    }

    @Override
    protected Optional<ArchiveCodec> codecWithWrongKey() throws IOException {
      return Optional.of(with("wrong"));
    }

    private ArchiveCodec with(String password) throws IOException {
      CodecKeys keys = CodecKeys.none().withPassword(Secret.of(password));
      return AgeCodec.of(keys).withWorkFactor(QUICK);
    }
  }

  @Nested
  class AgeWithRecipients extends ArchiveCodecContract {

    private static final AgeKeys RIGHT = AgeKeys.generate();
    private static final AgeKeys WRONG = AgeKeys.generate();

    @Override
    protected ArchiveCodec codec() throws IOException {
      return with(RIGHT);
    }

    @Override
    protected Optional<ArchiveCodec> codecWithWrongKey() throws IOException {
      return Optional.of(with(WRONG));
    }

    private ArchiveCodec with(AgeKeys keys) throws IOException {
      return AgeCodec.of(
          CodecKeys.none()
              .withRecipients(List.of(keys.recipient()))
              .withIdentities(List.of(keys.identity())));
    }
  }
}
