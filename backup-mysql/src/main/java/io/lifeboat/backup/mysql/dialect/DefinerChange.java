package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives objects another definer where theirs can't be had. Looks at the beginning of a CREATE
 * statement only, up to the word that says what is made: what stands in names, texts and bodies is
 * never touched.
 */
final class DefinerChange implements ClientLoad.Change {

  private static final String SPACE = "(?:\\s|/\\*M?!\\d*|\\*/)*";
  private static final String NAME = "(`(?:[^`]|``)*`|'(?:[^'\\\\]|\\\\.|'')*')";

  /**
   * CREATE, perhaps OR REPLACE and an algorithm, then the definer, with version comments between.
   */
  private static final Pattern CREATE =
      Pattern.compile(
          SPACE
              + "CREATE"
              + SPACE
              + "(?:OR"
              + SPACE
              + "REPLACE"
              + SPACE
              + ")?(?:ALGORITHM"
              + SPACE
              + "="
              + SPACE
              + "\\w+"
              + SPACE
              + ")?DEFINER"
              + SPACE
              + "="
              + SPACE
              + "("
              + NAME
              + "(?:@"
              + NAME
              + ")?)",
          Pattern.CASE_INSENSITIVE);

  private static final int HEAD = 2048;

  /** Who may stay. */
  interface Keeper {
    boolean keeps(String user, String host) throws DialectException;
  }

  private final Keeper keeper;
  private final Map<String, Integer> replaced = new TreeMap<>();

  DefinerChange(Keeper keeper) {
    this.keeper = keeper;
  }

  /** Returns who was replaced, and how often. */
  Map<String, Integer> replaced() {
    return replaced;
  }

  @Override
  public byte[] apply(StatementReader.Piece piece) throws DialectException {
    byte[] bytes = piece.bytes();
    int begin = piece.begin();
    // One char a byte, so that places in the text are places in the bytes.
    String head =
        new String(bytes, begin, Math.min(HEAD, bytes.length - begin), StandardCharsets.ISO_8859_1);
    Matcher matcher = CREATE.matcher(head);
    if (!matcher.lookingAt()) {
      return bytes;
    }
    String user = unquote(matcher.group(2));
    String host = matcher.group(3) == null ? "" : unquote(matcher.group(3));
    if (keeper.keeps(user, host)) {
      return bytes;
    }
    replaced.merge("'" + user + "'@'" + host + "'", 1, Integer::sum);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, begin + matcher.start(1));
    changed.writeBytes("CURRENT_USER".getBytes(StandardCharsets.US_ASCII));
    changed.write(bytes, begin + matcher.end(1), bytes.length - begin - matcher.end(1));
    return changed.toByteArray();
  }

  private static String unquote(String name) {
    String quote = name.substring(0, 1);
    String inner =
        new String(
            name.substring(1, name.length() - 1).getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    return inner.replace(quote + quote, quote);
  }
}
