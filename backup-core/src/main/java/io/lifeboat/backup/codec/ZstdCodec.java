package io.lifeboat.backup.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Member codec: each chunk becomes exactly one zstd frame (RFC 8878) that any zstd program opens,
 * with its content size and a checksum in it.
 *
 * <p>Chunks are held in memory whole, so both ways refuse one that is larger than a limit: what is
 * decoded never takes more memory than that, whatever a frame claims.
 */
public final class ZstdCodec implements ArchiveCodec {

  /** The level when none is given: fast, and within a few percent of much slower ones. */
  public static final int DEFAULT_LEVEL = 3;

  /** The limit when none is given, in bytes. */
  public static final int DEFAULT_LIMIT = 16 << 20;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final int MAGIC = 0xFD2FB528;

  private final int limit;
  private final ContextPool<ZstdCompressCtx> compressors;
  private final ContextPool<ZstdDecompressCtx> decompressors;

  /** Make a codec of the default level and limit. */
  public ZstdCodec() {
    this(DEFAULT_LEVEL, DEFAULT_LIMIT);
  }

  /**
   * Make a codec.
   *
   * @param level from 1, fastest, to 22, smallest
   * @param limit the largest chunk, in plain bytes
   */
  public ZstdCodec(int level, int limit) {
    if (level < 1 || level > Zstd.maxCompressionLevel()) {
      throw new IllegalArgumentException("A zstd level is 1 to 22, not " + level);
    }
    if (limit < 1 || limit > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("The limit of a chunk can't be " + limit + " bytes");
    }
    this.limit = limit;
    this.compressors = new ContextPool<>(() -> compressor(level));
    this.decompressors = new ContextPool<>(ZstdDecompressCtx::new);
    CLEANER.register(this, compressors);
    CLEANER.register(this, decompressors);
  }

  @Override
  public String id() {
    return "zstd";
  }

  /** Returns false: a frame is decoded whole. */
  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public EncodedOutput encode(EncodedOutput sink) {
    return new ZstdOutput(this, sink);
  }

  /**
   * Reads the frame before it returns, and decodes it when it is read. A frame has to say what it
   * holds, as those of {@link #encode} do: whoever expects another size finds out before there is
   * room made for it.
   */
  @Override
  public ByteSource decode(ByteSource stored) throws IOException {
    try {
      ByteBuffer frame = readAll(stored);
      requireOneFrame(frame);
      long size = Zstd.getFrameContentSize(frame.array(), frame.arrayOffset(), frame.limit());
      if (size == -1) {
        throw corrupt("a zstd frame does not say how much it holds", null);
      }
      return new FrameSource(this, frame, contentBound(size), stored);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        stored.close();
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /**
   * Compress a chunk into one frame, the short way for who has it in one buffer.
   *
   * @param chunk on the heap or direct; all its remaining bytes are taken
   * @return the frame, in a new heap buffer
   * @throws CodecException if the chunk is larger than the limit
   */
  public ByteBuffer compress(ByteBuffer chunk) throws CodecException {
    requireWithinLimit(chunk.remaining());
    ByteBuffer input = onHeap(chunk);
    byte[] frame = new byte[Math.toIntExact(Zstd.compressBound(input.remaining()))];
    int size =
        compressors.use(
            context ->
                context.compressByteArray(
                    frame,
                    0,
                    frame.length,
                    input.array(),
                    input.arrayOffset() + input.position(),
                    input.remaining()));
    chunk.position(chunk.limit());
    return ByteBuffer.wrap(frame, 0, size);
  }

  /**
   * Give back the chunk of one frame, whoever made it.
   *
   * @param frame on the heap or direct; all its remaining bytes are taken
   * @return the chunk, in a new heap buffer
   * @throws CodecException with {@link Reason#CORRUPT} if it is anything but one whole frame, or
   *     holds more than the limit
   */
  public ByteBuffer decompress(ByteBuffer frame) throws CodecException {
    ByteBuffer input = requireOneFrame(onHeap(frame));
    long size =
        Zstd.getFrameContentSize(
            input.array(), input.arrayOffset() + input.position(), input.remaining());
    byte[] chunk = new byte[contentBound(size)];
    int count = decompress(input, chunk);
    frame.position(frame.limit());
    return ByteBuffer.wrap(chunk, 0, count);
  }

  /**
   * Give back the chunk of one frame whose size is known, in an array of that size.
   *
   * @param frame on the heap or direct; all its remaining bytes are taken
   * @param size of the chunk, in bytes
   * @return the chunk
   * @throws CodecException with {@link Reason#CORRUPT} if it is anything but one whole frame of
   *     that size
   */
  public byte[] decompress(ByteBuffer frame, int size) throws CodecException {
    ByteBuffer input = requireOneFrame(onHeap(frame));
    byte[] chunk = new byte[size];
    int count = decompress(input, chunk);
    if (count != size) {
      throw corrupt("a zstd frame holds %d bytes instead of %d".formatted(count, size), null);
    }
    frame.position(frame.limit());
    return chunk;
  }

  private int decompress(ByteBuffer frame, byte[] chunk) throws CodecException {
    byte[] bytes = frame.array();
    int offset = frame.arrayOffset() + frame.position();
    int size = frame.remaining();
    try {
      return decompressors.use(
          context -> context.decompressByteArray(chunk, 0, chunk.length, bytes, offset, size));
    } catch (ZstdException broken) {
      throw corrupt("a zstd frame can't be decoded: " + broken.getMessage(), broken);
    }
  }

  static boolean recognizes(ByteBuffer beginning) {
    return beginning.remaining() >= Integer.BYTES
        && beginning.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
  }

  void requireWithinLimit(long size) throws CodecException {
    if (size > limit) {
      throw new CodecException(
          Reason.UNSUPPORTED,
          "A chunk of " + size + " bytes is larger than the " + limit + " this codec takes");
    }
  }

  private static ZstdCompressCtx compressor(int level) {
    return new ZstdCompressCtx().setLevel(level).setChecksum(true).setContentSize(true);
  }

  private static ByteBuffer requireOneFrame(ByteBuffer frame) throws CodecException {
    byte[] bytes = frame.array();
    int offset = frame.arrayOffset() + frame.position();
    int size = frame.remaining();
    if (!recognizes(frame)) {
      throw corrupt("a chunk does not begin as a zstd frame", null);
    }
    long end;
    try {
      end = Zstd.findFrameCompressedSize(bytes, offset, size);
    } catch (ZstdException broken) {
      throw corrupt("a zstd frame is cut or altered", broken);
    }
    if (Zstd.isError(end)) {
      throw corrupt("a zstd frame is cut or altered", null);
    }
    if (end != size) {
      throw corrupt("bytes follow the end of a zstd frame", null);
    }
    return frame;
  }

  /** A frame need not say how much it holds; then there is room for as much as is allowed. */
  private int contentBound(long claimed) throws CodecException {
    if (claimed == -1) {
      return limit;
    }
    if (claimed < 0) {
      throw corrupt("the header of a zstd frame is altered", null);
    }
    if (claimed > limit) {
      throw corrupt(
          "a zstd frame claims " + claimed + " bytes, more than the " + limit + " of a chunk",
          null);
    }
    return (int) claimed;
  }

  private byte[] readBounded(ByteSource stored, int bound) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bound);
    stored.read(0, buffer);
    return buffer.position() == bound
        ? buffer.array()
        : Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer readAll(ByteSource stored) throws IOException {
    long most = Zstd.compressBound(limit);
    long size = stored.size();
    if (size == ByteSource.UNKNOWN_SIZE) {
      size = most + 1;
    }
    byte[] frame = readBounded(stored, (int) Math.min(size, most + 1));
    if (frame.length > most) {
      throw corrupt("a zstd frame is longer than a chunk of " + limit + " bytes can be", null);
    }
    return ByteBuffer.wrap(frame);
  }

  /** The native side takes arrays; a direct or read-only buffer is copied, once. */
  private static ByteBuffer onHeap(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return buffer;
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return ByteBuffer.wrap(copy);
  }

  private static CodecException corrupt(String what, @Nullable Throwable cause) {
    return new CodecException(Reason.CORRUPT, "The archive is damaged: " + what, cause);
  }
}
