package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import io.lifeboat.backup.codec.ZstdCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes whole chunks in memory. */
final class Chunks {

  private static final int SPARE = 1 << 10;

  private Chunks() {}

  /** Encodes one chunk; the result is a buffer of its own. */
  static ByteBuffer encode(ArchiveCodec codec, ByteBuffer raw) throws IOException {
    if (codec instanceof ZstdCodec zstd) {
      return zstd.compress(raw); // without the copies of a stream: each worker holds these bytes
    }
    try (Collected collected = new Collected(raw.remaining() / 2 + SPARE);
        EncodedOutput output = codec.encode(collected)) {
      output.write(raw);
      output.finish();
      return collected.bytes();
    }
  }

  /** Decodes one chunk, which must have exactly as many bytes as the index says. */
  static byte[] decode(ArchiveCodec codec, byte[] stored, int raw) throws IOException {
    if (codec instanceof ZstdCodec zstd) {
      return decode(zstd, stored, raw);
    }
    try (ByteSource plain = codec.decode(new Stored(stored))) {
      if (plain.size() != ByteSource.UNKNOWN_SIZE && plain.size() != raw) {
        throw damaged(null);
      }
      byte[] bytes = new byte[raw];
      int read = plain.read(0, ByteBuffer.wrap(bytes));
      boolean more = plain.read(raw, ByteBuffer.allocate(1)) > 0;
      if (read < raw || more) {
        throw damaged(null);
      }
      return bytes;
    } catch (CodecException e) {
      throw damaged(e);
    }
  }

  /** Without the copies of a source: each worker holds these bytes. */
  private static byte[] decode(ZstdCodec codec, byte[] stored, int raw) throws IOException {
    try {
      return codec.decompress(ByteBuffer.wrap(stored), raw);
    } catch (CodecException e) {
      throw damaged(e);
    }
  }

  private static ArchiveCorruptException damaged(@Nullable CodecException e) {
    return new ArchiveCorruptException(
        Reason.DAMAGED, "A chunk of the archive is not what its index says.", e);
  }

  /** Encoded bytes in memory. */
  private static final class Collected implements EncodedOutput {

    private byte[] bytes;
    private int size;

    Collected(int expected) {
      bytes = new byte[expected];
    }

    ByteBuffer bytes() {
      return ByteBuffer.wrap(bytes, 0, size);
    }

    @Override
    public void write(ByteBuffer more) {
      int count = more.remaining();
      if (size + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length + bytes.length / 2));
      }
      more.get(bytes, size, count);
      size += count;
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }

  /** Bytes that were read already. */
  private static final class Stored implements ByteSource {

    private final byte[] bytes;

    Stored(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
      int count = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
      if (count > 0) {
        target.put(bytes, (int) position, count);
      }
      return count;
    }

    @Override
    public void close() {}
  }
}
