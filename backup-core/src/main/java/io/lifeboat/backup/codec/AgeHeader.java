package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** What is in front of the payload of an age file (age-encryption.org/v1, section "Header"). */
final class AgeHeader {

  /** The first line, with its newline. */
  static final String MAGIC = "age-encryption.org/v1\n";

  /** What larger headers are refused for; about 10,000 recipients. */
  static final int MAX_SIZE = 1 << 20;

  static final String END = "---";

  private static final byte[] HEADER_INFO = "header".getBytes(StandardCharsets.US_ASCII);

  private final List<AgeStanza> stanzas;
  private final String authenticated;
  private final byte[] code;

  /**
   * A header as found.
   *
   * @param stanzas wrapped copies of the file key
   * @param authenticated what the code at its end is over, up to and with {@code ---}
   * @param code the authentication code
   */
  AgeHeader(List<AgeStanza> stanzas, String authenticated, byte[] code) {
    this.stanzas = List.copyOf(stanzas);
    this.authenticated = authenticated;
    this.code = code.clone();
  }

  /** Writes the header for a file key, up to and with the newline behind the code. */
  static byte[] write(List<AgeStanza> stanzas, byte[] fileKey) throws CodecException {
    StringBuilder header = new StringBuilder(MAGIC);
    stanzas.forEach(stanza -> stanza.appendTo(header));
    header.append(END);
    byte[] code = authenticate(header.toString(), fileKey);
    header.append(' ').append(AgeStanza.encode(code)).append('\n');
    if (header.length() > MAX_SIZE) {
      throw new CodecException(
          Reason.UNSUPPORTED, "There are too many recipients: their header is over 1 MiB");
    }
    return header.toString().getBytes(StandardCharsets.US_ASCII);
  }

  List<AgeStanza> stanzas() {
    return stanzas;
  }

  /** How many bytes the header takes in the file. */
  int size() {
    return authenticated.length() + 1 + AgeStanza.encode(code).length() + 1;
  }

  /**
   * Proves that whoever had the file key wrote all of this header.
   *
   * @throws CodecException with {@link Reason#CORRUPT} if not
   */
  void verify(byte[] fileKey) throws CodecException {
    if (!MessageDigest.isEqual(code, authenticate(authenticated, fileKey))) {
      throw AgeStanza.malformed("its authentication code does not match");
    }
  }

  private static byte[] authenticate(String header, byte[] fileKey) {
    byte[] key = Hkdf.derive(fileKey, new byte[0], HEADER_INFO);
    return Hkdf.hmac(key, header.getBytes(StandardCharsets.ISO_8859_1));
  }
}
