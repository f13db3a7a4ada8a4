package io.lifeboat.backup.codec;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import io.lifeboat.backup.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;

/**
 * A pair of age keys: a server that knows the recipient writes archives it can't read; whoever has
 * the identity reads them.
 *
 * @param recipient public, {@code age1…}
 * @param identity private, {@code AGE-SECRET-KEY-1…}
 */
public record AgeKeys(String recipient, Secret identity) {

  /**
   * Make a new pair.
   *
   * @return the pair; kept nowhere else
   */
  public static AgeKeys generate() {
    try {
      KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
      byte[] encoded = pair.getPrivate().getEncoded();
      Secret identity = Secret.of(new String(encoded, StandardCharsets.US_ASCII));
      Arrays.fill(encoded, (byte) 0);
      return of(identity);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java runtime has no X25519", missing);
    }
  }

  /**
   * Find the recipient of an identity.
   *
   * @param identity {@code AGE-SECRET-KEY-1…}, as {@code age-keygen} writes it
   * @return both
   * @throws IllegalArgumentException if it is no identity; nothing of it is in the message
   */
  public static AgeKeys of(Secret identity) {
    try {
      return new AgeKeys(X25519Identity.parse(identity).recipient(), identity);
    } catch (IllegalArgumentException notOne) {
      throw new IllegalArgumentException("The text given " + notOne.getMessage());
    }
  }
}
