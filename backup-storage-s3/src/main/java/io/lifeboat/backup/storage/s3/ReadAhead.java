package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches ranges of objects before they are asked for: a few at once, for all streams of a storage
 * together, so that heap stays the same however many streams there are. Thread-safe.
 */
final class ReadAhead implements AutoCloseable {

  /**
   * What is fetched by one request, and kept in the heap until it is read: so much less than 4 MiB
   * that its array takes four regions of 1 MiB in the heap of a small JVM, and not five.
   */
  static final int PIECE = (4 << 20) - (64 << 10);

  private final Connection connection;
  private final Semaphore free;
  private final ThreadPoolExecutor threads;
  private final ConcurrentLinkedQueue<byte[]> arrays = new ConcurrentLinkedQueue<>();

  ReadAhead(Connection connection) {
    int most = connection.settings().transfer().partsInFlight();
    this.connection = connection;
    this.free = new Semaphore(most);
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "lifeboat-s3-read-ahead");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  Connection connection() {
    return connection;
  }

  /**
   * Begins to fetch a range of at most {@link #PIECE} bytes of the object that has a tag; empty if
   * as many as allowed are on their way or unread.
   */
  Optional<Piece> begin(ObjectKey key, String tag, long from, long to) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    Piece piece = new Piece(key, tag, from, to);
    try {
      threads.execute(piece::fetch);
      return Optional.of(piece);
    } catch (RejectedExecutionException closed) {
      free.release();
      return Optional.empty();
    }
  }

  /** Begins nothing more; what is on its way arrives. */
  @Override
  public void close() {
    threads.shutdown();
    arrays.clear();
  }

  /** One range. The stream that began it closes it, once, from whatever state it is in. */
  final class Piece {

    private final ObjectKey key;
    private final String tag;
    private final long from;
    private final long to;
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final AtomicInteger holders = new AtomicInteger(2); // who fetches it, who reads it
    private volatile boolean unwanted;

    private Piece(ObjectKey key, String tag, long from, long to) {
      this.key = key;
      this.tag = tag;
      this.from = from;
      this.to = to;
    }

    int size() {
      return (int) (to - from);
    }

    private void fetch() {
      try {
        bytes.complete(read());
      } catch (IOException | RuntimeException | Error e) {
        bytes.completeExceptionally(e);
      } finally {
        letGo();
      }
    }

    private byte[] read() throws IOException {
      byte[] kept = arrays.poll();
      byte[] array = kept == null ? new byte[PIECE] : kept;
      try (RangedStream in = RangedStream.pinned(connection, key, tag, from, to)) {
        int filled = 0;
        while (filled < size() && !unwanted) {
          filled += in.read(array, filled, size() - filled);
        }
      }
      return array;
    }

    /** Waits for the bytes; the array is longer than they are. */
    byte[] await() throws IOException {
      try {
        return bytes.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException("The thread was interrupted while it was reading " + key);
        interrupted.initCause(e);
        throw interrupted;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw new IllegalStateException("A range of " + key + " could not be read.", e.getCause());
      }
    }

    /** Makes room for another one, as soon as this one is no longer being fetched. */
    void close() {
      unwanted = true;
      letGo();
    }

    private void letGo() {
      if (holders.decrementAndGet() > 0) {
        return;
      }
      if (!bytes.isCompletedExceptionally() && !threads.isShutdown()) {
        arrays.add(bytes.join());
      }
      free.release();
    }

    InputStream open() throws IOException {
      return new PieceStream(this, await());
    }
  }

  /** The bytes of one piece, which is closed with it. Used by one thread. */
  private static final class PieceStream extends InputStream {

    private final Piece piece;
    private final byte[] bytes;
    private int position;
    private boolean closed;

    PieceStream(Piece piece, byte[] bytes) {
      this.piece = piece;
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return position == piece.size() ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (position == piece.size() && length > 0) {
        return -1;
      }
      int count = Math.min(length, piece.size() - position);
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      return count;
    }

    @Override
    public int available() {
      return piece.size() - position;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        position = piece.size();
        piece.close();
      }
    }
  }
}
