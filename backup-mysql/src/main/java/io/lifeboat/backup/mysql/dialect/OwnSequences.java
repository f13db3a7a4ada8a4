package io.lifeboat.backup.mysql.dialect;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the name of the database out of a default that draws from a sequence of the same one:
 * MariaDB writes it there, and a table restored under another name would go on drawing from the
 * source. Texts are not touched.
 */
final class OwnSequences {

  private final Pattern pattern;
  private final String call;

  OwnSequences(String database) {
    // One char a byte, so that bytes of other character sets stay what they are.
    String name =
        new String(
            Sql.name(database).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    this.call = "val(" + name + ".";
    this.pattern =
        Pattern.compile(
            "'(?:[^'\\\\]|\\\\.|'')*+'|`(?:[^`]|``)*+`|\\b(nextval|lastval)\\("
                + Pattern.quote(name)
                + "\\.",
            Pattern.DOTALL);
  }

  byte[] apply(StatementReader.Piece piece) {
    String text = new String(piece.bytes(), StandardCharsets.ISO_8859_1);
    if (!text.startsWith("CREATE TABLE", piece.begin()) || !text.contains(call)) {
      return piece.bytes();
    }
    StringBuilder changed = new StringBuilder(text.substring(0, piece.begin()));
    Matcher matcher = pattern.matcher(text.substring(piece.begin()));
    while (matcher.find()) {
      String replacement = matcher.group(1) == null ? matcher.group() : matcher.group(1) + "(";
      matcher.appendReplacement(changed, Matcher.quoteReplacement(replacement));
    }
    matcher.appendTail(changed);
    return changed.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
