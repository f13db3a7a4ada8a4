package io.lifeboat.backup.mysql.dialect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Counts the rows that pass by, and keeps the failure of a stream that a driver may hide. */
final class RowLines extends FilterInputStream {

  private long rows;
  private int last = '\n';
  private boolean ended;
  private Optional<IOException> failure = Optional.empty();

  RowLines(InputStream in) {
    super(in);
  }

  /** Every line end ends a row: those in values are written otherwise. */
  long rows() {
    return rows;
  }

  /** Whether all was read, and the last row has its end. */
  boolean isWhole() {
    return ended && last == '\n';
  }

  /** What the stream failed with, whatever became of it. */
  void throwFailure() throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = super.read(bytes, offset, length);
      if (read < 0) {
        ended = true;
        return read;
      }
      for (int i = offset; i < offset + read; i++) {
        if (bytes[i] == '\n') {
          rows++;
        }
      }
      if (read > 0) {
        last = bytes[offset + read - 1];
      }
      return read;
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** The stream belongs to the caller. */
  @Override
  public void close() {}
}
