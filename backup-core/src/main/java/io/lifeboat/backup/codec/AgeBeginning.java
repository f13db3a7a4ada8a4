package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is in front of the chunks of an age file, fetched nearly always with one read. */
final class AgeBeginning {

  /** Holds some 150 recipients. */
  private static final int FIRST_READ = 16 << 10;

  private final AgeHeader header;
  private final byte[] nonce;

  private AgeBeginning(AgeHeader header, byte[] nonce) {
    this.header = header;
    this.nonce = nonce;
  }

  static AgeBeginning read(ByteSource stored) throws IOException {
    String text = read(stored, FIRST_READ);
    AgeHeaderParser.requireMagic(text);
    if (text.length() == FIRST_READ && !holdsAll(text)) {
      text = read(stored, AgeHeader.MAX_SIZE + StreamKey.NONCE);
    }
    AgeHeader header = AgeHeaderParser.parse(text);
    int end = header.size() + StreamKey.NONCE;
    if (text.length() < end) {
      throw AgeStanza.malformed("the file ends right behind it");
    }
    return new AgeBeginning(
        header, text.substring(header.size(), end).getBytes(StandardCharsets.ISO_8859_1));
  }

  AgeHeader header() {
    return header;
  }

  /** Makes the key of the payload. */
  StreamKey key(byte[] fileKey) {
    return new StreamKey(fileKey, nonce);
  }

  /** Where the first chunk begins in the file. */
  int size() {
    return header.size() + nonce.length;
  }

  private static boolean holdsAll(String text) {
    int end = text.indexOf('\n' + AgeHeader.END);
    int newline = end < 0 ? -1 : text.indexOf('\n', end + 1);
    return newline >= 0 && newline + 1 + StreamKey.NONCE <= text.length();
  }

  /** One character for each byte. */
  private static String read(ByteSource stored, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    stored.read(0, buffer);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }
}
