package io.lifeboat.backup.mysql.dialect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Counts the rows that pass by, and keeps the failure of a stream that a driver may hide. */
final class RowLines extends FilterInputStream {

  private final BitSet enums = new BitSet();
  private int column;
  private int length;
  private boolean isStray;
  private long strayEnums;
  private long rows;
  private int last = '\n';
  private boolean ended;
  private Optional<IOException> failure = Optional.empty();

  RowLines(InputStream in, List<Column> columns) {
    super(in);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).kind() == Column.Kind.ENUM) {
        enums.set(i);
      }
    }
  }

  /** Returns how many values of ENUM columns are none of theirs, see {@link Column}. */
  long strayEnums() {
    return strayEnums;
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
      count(bytes, offset, offset + read);
      if (read > 0) {
        last = bytes[offset + read - 1];
      }
      return read;
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  private void count(byte[] bytes, int from, int to) {
    if (!enums.isEmpty()) {
      countEnums(bytes, from, to);
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        rows++;
      }
    }
  }

  /** A tab or line end in a value is written otherwise, so each ends one. */
  private void countEnums(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b != '\t' && b != '\n') {
        isStray = length == 0 ? b == '\\' : length == 1 && isStray && b == '0';
        length = Math.min(3, length + 1);
        continue;
      }
      if (length == 2 && isStray && enums.get(column)) {
        strayEnums++;
      }
      length = 0;
      column = b == '\t' ? column + 1 : 0;
    }
  }

  /** The stream belongs to the caller. */
  @Override
  public void close() {}
}
