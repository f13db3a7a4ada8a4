package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of an object or a range of it, in order, fetched in pieces: once a reader has read the
 * first one to its end, others are fetched while it reads on. All are pieces of the object whose
 * tag the first answer had.
 *
 * <p>Where no place ahead is free, the bytes come straight from one connection after the other.
 * Used by one thread.
 */
final class ObjectStream extends InputStream {

  private final ReadAhead readAhead;
  private final ObjectKey key;
  private final String tag;
  private final long end;
  private final Deque<ReadAhead.Piece> ahead = new ArrayDeque<>();
  private InputStream current;
  private long next;
  private boolean closed;

  private ObjectStream(
      ReadAhead readAhead, ObjectKey key, String tag, RangedStream first, long end) {
    this.readAhead = readAhead;
    this.key = key;
    this.tag = tag;
    this.current = first;
    this.next = first.end();
    this.end = end;
  }

  /** Asks for a range that is not empty. */
  static InputStream open(ReadAhead readAhead, ObjectKey key, ByteRange range) throws IOException {
    Connection connection = readAhead.connection();
    RangedStream first = RangedStream.open(connection, key, range, ReadAhead.PIECE);
    long end = first.rangeEnd();
    if (first.end() == end) {
      return first;
    }
    Optional<String> tag = first.tag();
    if (tag.isEmpty()) { // nothing would hold the pieces together
      first.close();
      return RangedStream.open(connection, key, range, Long.MAX_VALUE);
    }
    return new ObjectStream(readAhead, key, tag.get(), first, end);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    int count = closed ? -1 : current.read(bytes, offset, length);
    while (count < 0 && !closed && (next < end || !ahead.isEmpty())) {
      advance();
      count = current.read(bytes, offset, length);
    }
    return count;
  }

  /** Goes on to the next piece, and has those after it fetched meanwhile. */
  private void advance() throws IOException {
    current.close();
    ReadAhead.Piece fetched = ahead.peek();
    if (fetched == null) {
      long to = pieceEnd();
      current = RangedStream.pinned(readAhead.connection(), key, tag, next, to);
      next = to;
    } else {
      current = fetched.open();
      ahead.remove();
    }
    fetchAhead();
  }

  private void fetchAhead() {
    while (next < end) {
      long to = pieceEnd();
      Optional<ReadAhead.Piece> piece = readAhead.begin(key, tag, next, to);
      if (piece.isEmpty()) {
        return;
      }
      ahead.add(piece.get());
      next = to;
    }
  }

  private long pieceEnd() {
    return Math.min(end, next + ReadAhead.PIECE);
  }

  @Override
  public int available() throws IOException {
    return closed ? 0 : current.available();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    ahead.forEach(ReadAhead.Piece::close);
    ahead.clear();
    current.close();
  }
}
