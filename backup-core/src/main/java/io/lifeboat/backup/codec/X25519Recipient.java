package io.lifeboat.backup.codec;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A public key to encrypt for, {@code age1…}.
 *
 * @param encoded as given
 */
record X25519Recipient(String encoded) {

  /**
   * Reads a recipient.
   *
   * @throws IllegalArgumentException if it is none; what was given is not in the message, since it
   *     may be the private key by mistake
   */
  static X25519Recipient parse(String text) {
    try {
      X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
      return new X25519Recipient(text);
    } catch (IllegalArgumentException | GeneralSecurityException notOne) {
      boolean isPrivate = text.toUpperCase(Locale.ROOT).startsWith("AGE-SECRET-KEY-");
      throw new IllegalArgumentException(
          isPrivate
              ? "is a private key; the recipient that belongs to it begins with age1"
              : "is not an age recipient, which begins with age1 and ends with a checksum");
    }
  }

  List<AgeStanza> wrap(byte[] fileKey) {
    try {
      List<AgeStanza> stanzas = new ArrayList<>();
      for (RecipientStanza stanza :
          X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(encoded)
              .getRecipientStanzas(new FileKey(fileKey))) {
        stanzas.add(AgeStanza.of(stanza));
      }
      return stanzas;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java runtime has no X25519", missing);
    }
  }
}
