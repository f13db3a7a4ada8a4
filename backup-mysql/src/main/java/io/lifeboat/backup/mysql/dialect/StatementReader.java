package io.lifeboat.backup.mysql.dialect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Cuts the text of a dump program into its statements, each with the comments in front of it and
 * what ends it; put together they are the text again, byte for byte.
 *
 * <p>Between a DELIMITER line and the next, where the rules of quoting may be others, a statement
 * ends where a line ends with the delimiter.
 */
final class StatementReader {

  private static final int BUFFER = 1 << 16;
  private static final String DELIMITER = "DELIMITER ";

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private int pushedBack = -1;
  private byte[] delimiter = {';'};

  StatementReader(InputStream in) {
    this.in = in;
  }

  /** One statement. */
  static final class Piece {

    private final byte[] bytes;
    private final int begin;

    Piece(byte[] bytes, int begin) {
      this.bytes = bytes;
      this.begin = begin;
    }

    /** Returns all of it; not a copy. */
    byte[] bytes() {
      return bytes;
    }

    /** Returns where its code begins, behind comments and empty lines. */
    int begin() {
      return begin;
    }

    String comments() {
      return new String(bytes, 0, begin, StandardCharsets.UTF_8);
    }

    /** The code; bytes that are no UTF-8 become marks, so this is for looking only. */
    String code() {
      return new String(bytes, begin, bytes.length - begin, StandardCharsets.UTF_8);
    }
  }

  /** Returns the next statement; the last one may be comments only. */
  Optional<Piece> next() throws IOException {
    Buffer piece = new Buffer();
    int begin = comments(piece);
    if (piece.startsAt(begin, DELIMITER)) {
      line(piece);
      delimiter =
          piece.text(begin).substring(DELIMITER.length()).strip().getBytes(StandardCharsets.UTF_8);
    } else if (delimiter.length == 1 && delimiter[0] == ';') {
      statement(piece);
    } else {
      body(piece);
    }
    return piece.size() == 0
        ? Optional.empty()
        : Optional.of(new Piece(piece.toByteArray(), begin));
  }

  /** Takes comments and empty lines, and the first bytes of what follows. */
  private int comments(Buffer piece) throws IOException {
    while (true) {
      int b = read();
      if (b < 0) {
        return piece.size();
      }
      if (b == '\n' || b == '\r' || b == ' ' || b == '\t') {
        piece.write(b);
        continue;
      }
      int begin = piece.size();
      piece.write(b);
      if (b == '-') {
        int second = read();
        if (second == '-') {
          piece.write(second);
          line(piece);
          continue;
        }
        unread(second);
      } else if (b == 'D') {
        while (piece.size() - begin < DELIMITER.length()) {
          int more = read();
          if (more < 0) {
            break;
          }
          if (more != DELIMITER.charAt(piece.size() - begin)) {
            unread(more);
            break;
          }
          piece.write(more);
        }
      }
      return begin;
    }
  }

  private void line(Buffer piece) throws IOException {
    for (int b = read(); b >= 0; b = read()) {
      piece.write(b);
      if (b == '\n') {
        return;
      }
    }
  }

  /** Up to a semicolon that is in no quotes and no comment. */
  private void statement(Buffer piece) throws IOException {
    if (piece.size() == 0) {
      return;
    }
    int previous = piece.last();
    if (isQuote(previous)) {
      quoted(piece, previous);
    } else if (previous == ';') {
      return;
    }
    for (int b = read(); b >= 0; b = read()) {
      piece.write(b);
      if (b == ';') {
        return;
      }
      if (isQuote(b)) {
        quoted(piece, b);
      } else if (b == '*' && previous == '/') {
        comment(piece);
      }
      previous = b;
    }
  }

  private static boolean isQuote(int b) {
    return b == '\'' || b == '"' || b == '`';
  }

  private void quoted(Buffer piece, int quote) throws IOException {
    for (int b = read(); b >= 0; b = read()) {
      piece.write(b);
      if (b == quote) {
        return;
      }
      if (b == '\\' && quote != '`') {
        int escaped = read();
        if (escaped >= 0) {
          piece.write(escaped);
        }
      }
    }
  }

  /** Code for some versions of the server is code. */
  private void comment(Buffer piece) throws IOException {
    int b = read();
    if (b < 0) {
      return;
    }
    piece.write(b);
    if (b == '!' || b == 'M') {
      return;
    }
    int previous = b;
    for (b = read(); b >= 0; b = read()) {
      piece.write(b);
      if (b == '/' && previous == '*') {
        return;
      }
      previous = b;
    }
  }

  private void body(Buffer piece) throws IOException {
    for (int b = read(); b >= 0; b = read()) {
      piece.write(b);
      if (b == '\n' && piece.endsWith(delimiter)) {
        return;
      }
    }
  }

  private int read() throws IOException {
    if (pushedBack >= 0) {
      int b = pushedBack;
      pushedBack = -1;
      return b;
    }
    if (position == limit) {
      position = 0;
      limit = in.read(buffer);
      if (limit < 0) {
        limit = 0;
        return -1;
      }
    }
    return buffer[position++] & 0xFF;
  }

  private void unread(int b) {
    pushedBack = b;
  }

  /** The bytes of a piece. */
  private static final class Buffer extends ByteArrayOutputStream {

    private int last() {
      return buf[count - 1] & 0xFF;
    }

    private String text(int from) {
      return new String(buf, from, count - from, StandardCharsets.UTF_8);
    }

    private boolean startsAt(int from, String text) {
      return count - from >= text.length() && text(from).startsWith(text);
    }

    /** Whether the last line, with its end, ends with a delimiter. */
    private boolean endsWith(byte[] delimiter) {
      int end = count - 1;
      while (end > 0 && (buf[end - 1] == '\r' || buf[end - 1] == ' ')) {
        end--;
      }
      int from = end - delimiter.length;
      for (int i = 0; i < delimiter.length; i++) {
        if (from < 0 || buf[from + i] != delimiter[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
