package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RowHash;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as {@code LOAD DATA} takes them: columns with a tab between, a row a line, a NULL as
 * {@code \N}, and a backslash in front of what would end a value. One buffer for all rows.
 */
final class RowText {

  private static final int BUFFER = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final int KEPT = 8 << 20;

  /** What stands behind the backslash; zero for bytes that need none. */
  private static final byte[] ESCAPES = new byte[256];

  static {
    ESCAPES['\\'] = '\\';
    ESCAPES['\t'] = 't';
    ESCAPES['\n'] = 'n';
    ESCAPES[0] = '0';
  }

  private final int columns;
  private final OutputStream out;
  private final OperationContext context;
  private byte[] buffer = new byte[BUFFER * 2];
  private int size;
  private long rows;
  private long hash;

  RowText(int columns, OutputStream out, OperationContext context) {
    this.columns = columns;
    this.out = out;
    this.context = context;
  }

  /** Writes all rows of a result. */
  Tally write(ResultSet result) throws SQLException, IOException {
    while (result.next()) {
      int begin = size;
      for (int i = 1; i <= columns; i++) {
        if (i > 1) {
          reserve(1);
          buffer[size++] = '\t';
        }
        value(result.getBytes(i));
      }
      hash += RowHash.of(buffer, begin, size - begin);
      reserve(1);
      buffer[size++] = '\n';
      rows++;
      if (size >= BUFFER) {
        flush();
      }
    }
    flush();
    return Tally.of(rows, hash);
  }

  private void value(byte @Nullable [] bytes) {
    if (bytes == null) {
      reserve(2);
      buffer[size++] = '\\';
      buffer[size++] = 'N';
      return;
    }
    reserve(room(bytes));
    byte[] to = buffer;
    int at = size;
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte escape = ESCAPES[bytes[i] & 0xFF];
      if (escape != 0) {
        int run = i - from;
        System.arraycopy(bytes, from, to, at, run);
        at += run;
        to[at++] = '\\';
        to[at++] = escape;
        from = i + 1;
      }
    }
    System.arraycopy(bytes, from, to, at, bytes.length - from);
    size = at + bytes.length - from;
  }

  /** The exact room for a large value, which may be most of the memory there is. */
  private static int room(byte[] bytes) {
    if (bytes.length < LARGE) {
      return bytes.length * 2;
    }
    int escaped = 0;
    for (byte b : bytes) {
      escaped += ESCAPES[b & 0xFF] != 0 ? 1 : 0;
    }
    return Math.addExact(bytes.length, escaped);
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      int wanted = needed < KEPT ? needed * 2 : Math.addExact(needed, LARGE);
      buffer = Arrays.copyOf(buffer, wanted);
    }
  }

  private void flush() throws IOException {
    context.cancellation().throwIfCancelled();
    out.write(buffer, 0, size);
    size = 0;
    if (buffer.length > KEPT) {
      buffer = new byte[BUFFER * 2];
    }
  }
}
