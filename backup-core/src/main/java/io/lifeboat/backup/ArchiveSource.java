package io.lifeboat.backup;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.spi.CodecProvider;
import io.lifeboat.backup.storage.EndsSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Opens an archive wherever its bytes are: tells its envelope, finds a key that fits, decodes. */
final class ArchiveSource {

  private static final int BEGINNING = 512;

  private static final int HEAD = 16 << 10;

  private final Providers<CodecProvider> codecs;
  private final List<ArchiveCodec> memberCodecs;
  private final List<CodecKeys> keys;

  /**
   * Knows how to open archives.
   *
   * @param codecs the envelopes
   * @param memberCodecs what members may be compressed with
   * @param keys tried in order, each at most once
   */
  ArchiveSource(
      Providers<CodecProvider> codecs, List<ArchiveCodec> memberCodecs, List<CodecKeys> keys) {
    this.codecs = codecs;
    this.memberCodecs = List.copyOf(memberCodecs);
    this.keys = keys;
  }

  /** Opens an archive; the stored bytes are closed with it, or when this throws. */
  ArchiveReader open(ByteSource archive) throws IOException {
    // What tells the envelope is what its codec reads first.
    ByteSource stored = new EndsSource(archive, HEAD, 0);
    ByteSource plain;
    try {
      Optional<CodecProvider> envelope = envelopeOf(stored);
      plain = envelope.isPresent() ? decode(envelope.get(), stored) : stored;
    } catch (IOException | RuntimeException e) {
      Closing.suppressed(stored, e);
      throw e;
    }
    try {
      return ArchiveReader.open(plain, memberCodecs);
    } catch (IOException | RuntimeException e) {
      Closing.suppressed(plain, e);
      throw e;
    }
  }

  /** Whether one of the keys may open what an encryption writes. */
  boolean canDecrypt(Encryption encryption) {
    return !encryption.isOn()
        || keys.stream().anyMatch(key -> key.password().isPresent() || !key.identities().isEmpty());
  }

  /** Returns the codec whose mark the bytes begin with; empty for a plain archive. */
  Optional<CodecProvider> envelopeOf(ByteSource stored) throws IOException {
    ByteBuffer beginning = ByteBuffer.allocate(BEGINNING);
    stored.read(0, beginning);
    beginning.flip();
    return codecs.all().stream()
        .filter(codec -> codec.recognizes(beginning.asReadOnlyBuffer()))
        .findFirst();
  }

  private ByteSource decode(CodecProvider envelope, ByteSource stored) throws IOException {
    CodecException refused =
        new CodecException(
            CodecException.Reason.NO_KEY,
            "The archive is encrypted (" + envelope.id() + "). Give its password or private key.");
    for (CodecKeys candidate : keys) {
      if (candidate.password().isEmpty() && candidate.identities().isEmpty()) {
        continue;
      }
      try {
        ArchiveCodec codec = envelope.create(candidate);
        KeptOpen source = new KeptOpen(stored);
        ByteSource plain = codec.decode(source);
        source.decoded();
        return plain;
      } catch (CodecException e) {
        if (e.reason() != CodecException.Reason.WRONG_KEY
            && e.reason() != CodecException.Reason.NO_KEY) {
          throw e;
        }
        refused = e;
      }
    }
    throw refused;
  }

  /** Survives a codec that closes it when a key does not fit, so that the next key can be tried. */
  private static final class KeptOpen implements ByteSource {

    private final ByteSource source;
    private boolean decoded;

    KeptOpen(ByteSource source) {
      this.source = source;
    }

    @Override
    public long size() throws IOException {
      return source.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return source.read(position, target);
    }

    void decoded() {
      decoded = true;
    }

    @Override
    public void close() throws IOException {
      if (decoded) {
        source.close();
      }
    }
  }
}
