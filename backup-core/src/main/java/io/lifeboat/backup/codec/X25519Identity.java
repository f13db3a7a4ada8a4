package io.lifeboat.backup.codec;

import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.bech32.Bech32Address;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.Secret;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.KeyAgreement;

/**
 * A private key, {@code AGE-SECRET-KEY-1…} (age-encryption.org/v1, section "The X25519 recipient
 * type"). Immutable.
 *
 * <p>Opens stanzas itself: jagged's reader gives one answer for a stanza made for somebody else and
 * for one that is malformed or of low order, which must be told apart.
 */
final class X25519Identity {

  static final String TYPE = "X25519";

  private static final String PREFIX = "AGE-SECRET-KEY-";
  private static final int KEY = 32;
  private static final byte[] INFO =
      "age-encryption.org/v1/X25519".getBytes(StandardCharsets.US_ASCII);

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private X25519Identity(byte[] scalar) throws GeneralSecurityException {
    this.privateKey =
        KeyFactory.getInstance("XDH")
            .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
    byte[] basePoint = new byte[KEY];
    basePoint[0] = 9;
    this.publicKey = agree(basePoint);
  }

  /**
   * Reads an identity.
   *
   * @throws IllegalArgumentException if it is none; without a word of it in the message
   */
  static X25519Identity parse(Secret text) {
    char[] characters = text.reveal();
    try {
      Bech32Address address = Bech32.getDecoder().decode(CharBuffer.wrap(characters));
      if (PREFIX.contentEquals(address.getHumanReadablePart()) && address.getData().length == KEY) {
        return new X25519Identity(address.getData());
      }
    } catch (IllegalArgumentException | GeneralSecurityException notOne) {
      // Its message may show characters of the key, so it goes no further.
    } finally {
      Arrays.fill(characters, '\0');
    }
    throw new IllegalArgumentException(
        "is not an age identity, which begins with AGE-SECRET-KEY-1 and ends with a checksum");
  }

  /** The public key that belongs to it, {@code age1…}. */
  String recipient() {
    return Bech32.getEncoder().encode("age", publicKey).toString();
  }

  /** Returns nothing if the stanza was made for somebody else. */
  Optional<byte[]> unwrap(AgeStanza stanza) throws CodecException {
    stanza.requireShape(1);
    byte[] share = AgeStanza.decode(stanza.arguments().get(0));
    if (share.length != KEY) {
      throw AgeStanza.malformed("an X25519 stanza has a share of " + share.length + " bytes");
    }
    byte[] salt = Arrays.copyOf(share, 2 * KEY);
    System.arraycopy(publicKey, 0, salt, KEY, KEY);
    try {
      return Optional.of(stanza.unwrap(Hkdf.derive(agree(share), salt, INFO)));
    } catch (AEADBadTagException forSomebodyElse) {
      return Optional.empty();
    } catch (InvalidKeyException lowOrder) {
      throw AgeStanza.malformed("an X25519 stanza has a share of low order");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java runtime has no X25519", missing);
    }
  }

  private byte[] agree(byte[] share) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("XDH");
    agreement.init(privateKey);
    agreement.doPhase(point(share), true);
    return agreement.generateSecret();
  }

  /** Little-endian, without the topmost bit (RFC 7748, section 5). */
  private static PublicKey point(byte[] share) throws GeneralSecurityException {
    byte[] bigEndian = new byte[KEY];
    for (int i = 0; i < KEY; i++) {
      bigEndian[i] = share[KEY - 1 - i];
    }
    bigEndian[0] &= 0x7F;
    return KeyFactory.getInstance("XDH")
        .generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
  }
}
