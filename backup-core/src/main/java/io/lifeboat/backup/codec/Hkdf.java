package io.lifeboat.backup.codec;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869), for keys of 32 bytes, and the HMAC it is made of. */
final class Hkdf {

  private static final String HMAC = "HmacSHA256";

  private Hkdf() {}

  /** An empty salt stands for 32 zero bytes (RFC 5869, section 2.2). */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info) {
    byte[] extracted = hmac(salt.length == 0 ? new byte[32] : salt, secret);
    byte[] firstBlock = Arrays.copyOf(info, info.length + 1);
    firstBlock[info.length] = 1;
    return hmac(extracted, firstBlock);
  }

  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java runtime has no HmacSHA256", missing);
    }
  }
}
