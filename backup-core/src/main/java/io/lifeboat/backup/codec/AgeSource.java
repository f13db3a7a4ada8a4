package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of an age file at any position: only the chunks that are touched are read and
 * opened. Thread-safe.
 *
 * <p>Where chunks are, and how many, follows from the stored size. The last chunk is opened before
 * anything else: its mark proves that the file ends where it was ended. The one before it comes
 * with the same read.
 */
final class AgeSource implements ByteSource {

  /** What one read of the stored bytes takes at most: 256 KiB. */
  private static final int CHUNKS_A_READ = 4;

  private static final int CACHED_CHUNKS = 4;

  private final ByteSource stored;
  private final StreamKey key;
  private final long start;
  private final long end;
  private final long lastChunk;
  private final long size;
  private final ChunkCache cache = new ChunkCache();
  private final AtomicBoolean closed = new AtomicBoolean();

  private AgeSource(ByteSource stored, StreamKey key, long start, long end) {
    long sealed = end - start;
    long chunks = (sealed + StreamKey.SEALED - 1) / StreamKey.SEALED;
    this.stored = stored;
    this.key = key;
    this.start = start;
    this.end = end;
    this.lastChunk = chunks - 1;
    this.size = sealed - chunks * ChaCha20Poly1305.TAG;
  }

  /**
   * Opens a payload and proves its end.
   *
   * @param start of the first chunk, behind the nonce
   * @throws CodecException with {@link Reason#CORRUPT} if the end is cut off, altered, or something
   *     was put behind it
   */
  static AgeSource open(ByteSource stored, StreamKey key, long start) throws IOException {
    long end = stored.size();
    long sealedEnd = (end - start) % StreamKey.SEALED;
    boolean onlyChunk = end - start <= StreamKey.SEALED;
    boolean tagCut = sealedEnd > 0 && sealedEnd < ChaCha20Poly1305.TAG;
    boolean emptyAfterOthers = sealedEnd == ChaCha20Poly1305.TAG && !onlyChunk;
    if (end <= start || tagCut || emptyAfterOthers) {
      throw endMissing(end, null);
    }
    AgeSource source = new AgeSource(stored, key, start, end);
    source.proveEnd();
    return source;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("A position is zero or more, not " + position);
    }
    if (closed.get()) {
      throw new IOException("The archive was closed while it was being read");
    }
    long at = position;
    while (target.hasRemaining() && at < size) {
      Optional<byte[]> cached = cache.get(at / StreamKey.CHUNK);
      at +=
          cached.isPresent()
              ? copy(cached.get(), (int) (at % StreamKey.CHUNK), cached.get().length, target)
              : load(at, target);
    }
    return (int) (at - position);
  }

  @Override
  public void close() throws IOException {
    if (!closed.getAndSet(true)) {
      cache.clear();
      stored.close();
    }
  }

  private void proveEnd() throws IOException {
    long first = Math.max(0, lastChunk - 1);
    int begin = first == lastChunk ? 0 : StreamKey.SEALED;
    byte[] bytes = fetch(first, (int) (lastChunk - first + 1));
    try {
      key.open(lastChunk, true, bytes, begin, bytes.length - begin);
    } catch (AEADBadTagException notTheEnd) {
      throw endMissing(end, notTheEnd);
    }
    cache.put(lastChunk, Arrays.copyOfRange(bytes, begin, bytes.length - ChaCha20Poly1305.TAG));
    if (begin > 0) {
      keepIfWhole(first, bytes);
    }
  }

  /** Whoever reads the end reads what is before it; if that is damaged, reading it says so. */
  private void keepIfWhole(long number, byte[] bytes) {
    try {
      key.open(number, false, bytes, 0, StreamKey.SEALED);
      cache.put(number, Arrays.copyOf(bytes, StreamKey.CHUNK));
    } catch (AEADBadTagException damaged) {
      // Not kept.
    }
  }

  private static int copy(byte[] bytes, int from, int to, ByteBuffer target) {
    int count = Math.min(to - from, target.remaining());
    target.put(bytes, from, count);
    return count;
  }

  /** Reads and opens the chunks from a position on, as many as are asked for and fit. */
  private int load(long position, ByteBuffer target) throws IOException {
    long first = position / StreamKey.CHUNK;
    int skip = (int) (position % StreamKey.CHUNK);
    long wanted = skip + Math.min(target.remaining(), size - position);
    int count = (int) Math.min(CHUNKS_A_READ, (wanted + StreamKey.CHUNK - 1) / StreamKey.CHUNK);
    byte[] bytes = fetch(first, count);
    int given = 0;
    for (int i = 0; i < count; i++) {
      int begin = i * StreamKey.SEALED;
      int sealedSize = Math.min(StreamKey.SEALED, bytes.length - begin);
      open(first + i, bytes, begin, sealedSize);
      int from = i == 0 ? begin + skip : begin;
      int to = begin + sealedSize - ChaCha20Poly1305.TAG;
      int copied = copy(bytes, from, to, target);
      given += copied;
      if (copied < to - from) {
        cache.put(first + i, Arrays.copyOfRange(bytes, begin, to));
      }
    }
    return given;
  }

  private void open(long number, byte[] bytes, int offset, int sealedSize) throws CodecException {
    try {
      key.open(number, number == lastChunk, bytes, offset, sealedSize);
    } catch (AEADBadTagException altered) {
      long begin = start + number * StreamKey.SEALED;
      throw new CodecException(
          Reason.CORRUPT,
          "The archive is damaged or was altered between byte %d and byte %d. Use another copy."
              .formatted(begin, begin + sealedSize),
          altered);
    }
  }

  private byte[] fetch(long firstChunk, int chunks) throws IOException {
    long begin = start + firstChunk * StreamKey.SEALED;
    byte[] bytes = new byte[(int) Math.min((long) chunks * StreamKey.SEALED, end - begin)];
    int count = stored.read(begin, ByteBuffer.wrap(bytes));
    if (count < bytes.length) {
      throw new CodecException(
          Reason.CORRUPT,
          "The archive ends at byte %d, but should have %d bytes".formatted(begin + count, end));
    }
    return bytes;
  }

  private static CodecException endMissing(long end, @Nullable Throwable cause) {
    return new CodecException(
        Reason.CORRUPT,
        "The end of the archive is missing, altered or has something behind it: its %d bytes are not what was once written. Use another copy."
            .formatted(end),
        cause);
  }

  /** The chunks opened last, so that small reads in a row open each only once. */
  private static final class ChunkCache {

    private final Map<Long, byte[]> chunks = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Optional<byte[]> get(long number) {
      return Optional.ofNullable(chunks.get(number));
    }

    synchronized void put(long number, byte[] chunk) {
      chunks.put(number, chunk);
      if (chunks.size() > CACHED_CHUNKS) {
        chunks.remove(chunks.keySet().iterator().next());
      }
    }

    synchronized void clear() {
      chunks.clear();
    }
  }
}
