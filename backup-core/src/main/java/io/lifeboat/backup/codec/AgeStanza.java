package io.lifeboat.backup.codec;

import com.exceptionfactory.jagged.RecipientStanza;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;

/** One wrapped copy of the file key in an age header. Immutable. */
final class AgeStanza {

  /** How many bytes a file key has. */
  static final int FILE_KEY = 16;

  private static final int LINE = 64;
  private static final byte[] ZERO_NONCE = new byte[ChaCha20Poly1305.NONCE];

  private final String type;
  private final List<String> arguments;
  private final byte[] body;

  AgeStanza(String type, List<String> arguments, byte[] body) {
    this.type = type;
    this.arguments = List.copyOf(arguments);
    this.body = body.clone();
  }

  static AgeStanza of(RecipientStanza stanza) {
    return new AgeStanza(stanza.getType(), stanza.getArguments(), stanza.getBody());
  }

  /** Makes a stanza whose body is the file key, sealed with a key that is used only once. */
  static AgeStanza wrap(String type, List<String> arguments, byte[] wrapKey, byte[] fileKey) {
    byte[] body = Arrays.copyOf(fileKey, fileKey.length + ChaCha20Poly1305.TAG);
    new ChaCha20Poly1305(wrapKey).seal(ZERO_NONCE, body, 0, fileKey.length);
    return new AgeStanza(type, arguments, body);
  }

  String type() {
    return type;
  }

  List<String> arguments() {
    return arguments;
  }

  /**
   * Opens the body.
   *
   * @throws AEADBadTagException if it was sealed with another key
   */
  byte[] unwrap(byte[] wrapKey) throws AEADBadTagException {
    byte[] fileKey = body.clone();
    new ChaCha20Poly1305(wrapKey).open(ZERO_NONCE, fileKey, 0, fileKey.length);
    return Arrays.copyOf(fileKey, FILE_KEY);
  }

  /** A longer body could be opened by two keys, so its size is checked before it is. */
  void requireShape(int argumentCount) throws CodecException {
    if (arguments.size() != argumentCount || body.length != FILE_KEY + ChaCha20Poly1305.TAG) {
      throw malformed("a stanza of type " + type + " has the wrong number of arguments or bytes");
    }
  }

  void appendTo(StringBuilder header) {
    header.append("-> ").append(type);
    arguments.forEach(argument -> header.append(' ').append(argument));
    header.append('\n');
    String encoded = encode(body);
    int line = 0;
    for (; line + LINE <= encoded.length(); line += LINE) {
      header.append(encoded, line, line + LINE).append('\n');
    }
    header.append(encoded, line, encoded.length()).append('\n');
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Decodes base64 in the one way it may be written: no padding, no stray bits at the end. */
  static byte[] decode(String text) throws CodecException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
      if (encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // The same answer as for another way of writing it.
    }
    throw malformed("its base64 is not canonical");
  }

  static CodecException malformed(String why) {
    return new CodecException(
        Reason.CORRUPT, "The header of the age file is damaged or foreign: " + why);
  }
}
