package io.lifeboat.backup.codec;

import static io.lifeboat.backup.codec.AgeStanza.malformed;

import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the text of an age header, strictly: one way to write it, or it is refused.
 *
 * <p>The text holds one character for each byte, so positions are those of the file.
 */
final class AgeHeaderParser {

  private static final int LINE = 64;
  private static final int CODE_SIZE = 32;

  /** Many times what any kind of recipient needs. */
  private static final int MAX_ARGUMENT_LINE = 16 << 10;

  private static final String STANZA = "->";

  private final String text;
  private int position;

  private AgeHeaderParser(String text) {
    this.text = text;
  }

  /** Parses the header that the text begins with; what follows it is not looked at. */
  static AgeHeader parse(String text) throws CodecException {
    requireMagic(text);
    return new AgeHeaderParser(text).header();
  }

  static void requireMagic(String text) throws CodecException {
    if (text.startsWith(AgeHeader.MAGIC)) {
      return;
    }
    if (text.startsWith("age-encryption.org/") && !text.startsWith("age-encryption.org/v1")) {
      throw new CodecException(
          Reason.UNSUPPORTED, "The file is in a version of the age format that is not known here");
    }
    throw new CodecException(
        Reason.CORRUPT, "The file does not begin as an age file: it is damaged, cut or foreign");
  }

  private AgeHeader header() throws CodecException {
    position = AgeHeader.MAGIC.length();
    List<AgeStanza> stanzas = new ArrayList<>();
    int start = position;
    String line = line();
    while (line.startsWith(STANZA)) {
      stanzas.add(stanza(line));
      start = position;
      line = line();
    }
    if (stanzas.isEmpty() || !line.startsWith(AgeHeader.END + " ")) {
      throw malformed("a line is neither a stanza nor the end");
    }
    byte[] code = AgeStanza.decode(line.substring(AgeHeader.END.length() + 1));
    if (code.length != CODE_SIZE) {
      throw malformed("its authentication code is cut");
    }
    return new AgeHeader(stanzas, text.substring(0, start + AgeHeader.END.length()), code);
  }

  private AgeStanza stanza(String argumentLine) throws CodecException {
    if (argumentLine.length() > MAX_ARGUMENT_LINE) {
      throw malformed("a line of arguments is too long");
    }
    String[] words = argumentLine.split(" ", -1);
    if (!words[0].equals(STANZA) || words.length < 2) {
      throw malformed("a stanza has no type");
    }
    for (String word : words) {
      if (word.isEmpty() || !word.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw malformed("an argument of a stanza is empty or not printable");
      }
    }
    return new AgeStanza(
        words[1], Arrays.asList(words).subList(2, words.length), AgeStanza.decode(body()));
  }

  /** The last line of a body is shorter than the others, and may be empty. */
  private String body() throws CodecException {
    StringBuilder body = new StringBuilder();
    String line;
    do {
      line = line();
      if (line.length() > LINE) {
        throw malformed("a line of a stanza is too long");
      }
      AgeStanza.decode(line);
      body.append(line);
    } while (line.length() == LINE);
    return body.toString();
  }

  private String line() throws CodecException {
    int end = text.indexOf('\n', position);
    if (end < 0) {
      throw malformed("it ends in the middle, or is over 1 MiB");
    }
    String line = text.substring(position, end);
    position = end + 1;
    return line;
  }
}
