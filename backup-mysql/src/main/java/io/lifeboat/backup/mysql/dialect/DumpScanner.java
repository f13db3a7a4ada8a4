package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.Tally;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows the text of a dump as it passes by: counts the rows of its INSERT statements, and knows
 * whether its end marker was the last thing in it. Works on bytes, in any pieces. Not thread-safe.
 *
 * <p>Bodies of routines, triggers and events stand between two DELIMITER lines and are not looked
 * into, since other rules of quoting may hold in them.
 */
final class DumpScanner {

  private static final String INSERT = "INSERT INTO `";
  private static final String DELIMITER = "DELIMITER ";
  private static final String END_OF_BODY = "DELIMITER ;";
  private static final String END = "-- Dump completed";
  private static final int HEAD = 40;

  private enum State {
    /** Between statements. */
    BETWEEN,
    /** In a statement. */
    CODE,
    /** In quotes. */
    QUOTED,
    /** Behind a backslash in quotes. */
    ESCAPED,
    /** In the name of the table behind INSERT INTO. */
    NAME,
    /** Behind a backtick in that name. */
    NAME_END,
    /** In a line that is a comment, or names a delimiter. */
    LINE,
    /** Behind slash-star, which may begin a comment or code for some versions. */
    COMMENT_OR_CODE,
    /** In a comment. */
    COMMENT,
    /** Between DELIMITER ;; and DELIMITER ; */
    BODY
  }

  private final Map<String, Long> rows = new HashMap<>();
  private final ByteArrayOutputStream name = new ByteArrayOutputStream();
  private final byte[] head = new byte[HEAD];
  private int headSize;
  private State state = State.BETWEEN;
  private byte quote;
  private byte previous;
  private int depth;
  private long opened;
  private boolean insert;
  private boolean ended;

  /** Takes the next bytes. */
  void accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (state == State.QUOTED) {
        at = skipQuoted(bytes, at, end);
      } else {
        byte b = bytes[at++];
        step(b);
        previous = b;
      }
    }
  }

  /** Returns the rows of each table that has any. */
  Map<String, Tally> tallies() {
    Map<String, Tally> tallies = new HashMap<>();
    rows.forEach((table, count) -> tallies.put(table, Tally.ofRows(count)));
    return tallies;
  }

  /** Tells whether the text ended where its writer meant it to. */
  boolean ended() {
    return (ended && state == State.BETWEEN) || (state == State.LINE && head().startsWith(END));
  }

  /** Most of a dump is in quotes: only what can end them, or escape, matters. */
  private int skipQuoted(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if (b == quote) {
        state = State.CODE;
        previous = b;
        return at + 1;
      }
      if (b == '\\' && quote != '`') {
        state = State.ESCAPED;
        return at + 1;
      }
    }
    return end;
  }

  private void step(byte b) {
    switch (state) {
      case BETWEEN -> {
        if (b != '\n' && b != '\r') {
          begin();
          code(b);
        }
      }
      case CODE -> code(b);
      case ESCAPED -> state = State.QUOTED;
      case NAME -> tableName(b);
      case NAME_END -> behindName(b);
      case LINE -> line(b);
      case COMMENT_OR_CODE -> state = b == '!' || b == 'M' ? State.CODE : State.COMMENT;
      case COMMENT -> {
        if (b == '/' && previous == '*') {
          state = State.CODE;
        }
      }
      case BODY -> body(b);
      case QUOTED -> throw new IllegalStateException("Quoted text is skipped elsewhere.");
    }
  }

  private void begin() {
    state = State.CODE;
    headSize = 0;
    depth = 0;
    opened = 0;
    insert = false;
    ended = false;
  }

  private void code(byte b) {
    if (headSize < HEAD) {
      head[headSize++] = b;
      boolean comment = headSize == 2 && head[0] == '-' && head[1] == '-';
      if (comment || (headSize == DELIMITER.length() && head().equals(DELIMITER))) {
        state = State.LINE;
        return;
      }
      if (headSize == INSERT.length() && head().equals(INSERT)) {
        insert = true;
        name.reset();
        state = State.NAME;
        return;
      }
    }
    switch (b) {
      case '\'', '"', '`' -> {
        quote = b;
        state = State.QUOTED;
      }
      case '(' -> {
        if (depth++ == 0) {
          opened++;
        }
      }
      case ')' -> depth--;
      case '*' -> {
        if (previous == '/') {
          state = State.COMMENT_OR_CODE;
        }
      }
      case ';' -> endOfStatement();
      default -> {}
    }
  }

  private void tableName(byte b) {
    if (b == '`') {
      state = State.NAME_END;
    } else {
      name.write(b);
    }
  }

  /** A backtick in a name is written twice. */
  private void behindName(byte b) {
    if (b == '`') {
      name.write(b);
      state = State.NAME;
    } else {
      state = State.CODE;
      headSize = HEAD;
      code(b);
    }
  }

  /** The first parentheses of an INSERT are its columns; the others are rows. */
  private void endOfStatement() {
    if (insert && opened > 0) {
      rows.merge(name.toString(StandardCharsets.UTF_8), opened - 1, Long::sum);
    }
    state = State.BETWEEN;
  }

  private void line(byte b) {
    if (b != '\n') {
      if (headSize < HEAD) {
        head[headSize++] = b;
      }
      return;
    }
    String text = head().stripTrailing();
    boolean body = text.startsWith(DELIMITER) && !text.equals(END_OF_BODY);
    ended = text.startsWith(END);
    state = body ? State.BODY : State.BETWEEN;
    headSize = 0;
  }

  private void body(byte b) {
    if (b == '\n') {
      if (head().stripTrailing().equals(END_OF_BODY)) {
        state = State.BETWEEN;
      }
      headSize = 0;
    } else if (headSize < HEAD) {
      head[headSize++] = b;
    }
  }

  private String head() {
    return new String(head, 0, headSize, StandardCharsets.ISO_8859_1);
  }
}
