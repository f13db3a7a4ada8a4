package io.lifeboat.backup.codec;

import java.security.GeneralSecurityException;
import java.security.NoSuchProviderException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) under one key, in place. Thread-safe.
 *
 * <p>The cipher is the JDK's own even if the host has put another provider first: those that do
 * without intrinsics are a good deal slower.
 */
final class ChaCha20Poly1305 {

  /** How many bytes sealing adds. */
  static final int TAG = 16;

  static final int NONCE = 12;

  private final SecretKeySpec key;

  ChaCha20Poly1305(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  /** Seals {@code size} bytes at {@code offset}; behind them there is room for the tag. */
  void seal(byte[] nonce, byte[] bytes, int offset, int size) {
    try {
      Cipher cipher = newCipher();
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(bytes, offset, size, bytes, offset);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("ChaCha20-Poly1305 can't be used", unusable);
    }
  }

  /**
   * Opens {@code size} bytes at {@code offset}, tag included.
   *
   * @throws AEADBadTagException if key, nonce or bytes are not those of the sealing
   */
  void open(byte[] nonce, byte[] bytes, int offset, int size) throws AEADBadTagException {
    try {
      // A cipher refuses the nonce it saw last, which is what reading a chunk again comes to.
      Cipher cipher = newCipher();
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(bytes, offset, size, bytes, offset);
    } catch (AEADBadTagException altered) {
      throw altered;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("ChaCha20-Poly1305 can't be used", unusable);
    }
  }

  private static Cipher newCipher() throws GeneralSecurityException {
    try {
      return Cipher.getInstance("ChaCha20-Poly1305", "SunJCE");
    } catch (NoSuchProviderException notThisJdk) {
      return Cipher.getInstance("ChaCha20-Poly1305");
    }
  }
}
