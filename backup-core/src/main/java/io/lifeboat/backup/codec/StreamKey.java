package io.lifeboat.backup.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.crypto.AEADBadTagException;

/**
 * Seals and opens the chunks of an age payload (age-encryption.org/v1, section "Payload"): each
 * under its own number, the last one marked as the last. Thread-safe.
 */
final class StreamKey {

  /** Plain bytes in each chunk but the last. */
  static final int CHUNK = 64 << 10;

  /** Stored bytes of each chunk but the last. */
  static final int SEALED = CHUNK + ChaCha20Poly1305.TAG;

  /** Bytes of the nonce between header and chunks. */
  static final int NONCE = 16;

  private static final byte[] INFO = "payload".getBytes(StandardCharsets.US_ASCII);

  private final ChaCha20Poly1305 cipher;

  StreamKey(byte[] fileKey, byte[] nonce) {
    this.cipher = new ChaCha20Poly1305(Hkdf.derive(fileKey, nonce, INFO));
  }

  /** Seals in place; behind the plain bytes there is room for the tag. */
  void seal(long number, boolean last, byte[] bytes, int offset, int plainSize) {
    cipher.seal(nonce(number, last), bytes, offset, plainSize);
  }

  /**
   * Opens in place.
   *
   * @throws AEADBadTagException if a bit of it was altered, or it is the chunk of another number,
   *     place or file
   */
  void open(long number, boolean last, byte[] bytes, int offset, int sealedSize)
      throws AEADBadTagException {
    cipher.open(nonce(number, last), bytes, offset, sealedSize);
  }

  /** Eleven bytes count, big-endian; the twelfth marks the last. */
  private static byte[] nonce(long number, boolean last) {
    return ByteBuffer.allocate(ChaCha20Poly1305.NONCE)
        .putLong(3, number)
        .put(ChaCha20Poly1305.NONCE - 1, (byte) (last ? 1 : 0))
        .array();
  }
}
