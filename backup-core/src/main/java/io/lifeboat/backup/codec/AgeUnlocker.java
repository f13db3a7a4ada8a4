package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file key in a header. With a password that costs one scrypt.
 *
 * @param password to try, or null
 * @param identities to try, may be none
 */
record AgeUnlocker(@Nullable Secret password, List<X25519Identity> identities) {

  byte[] fileKey(AgeHeader header) throws CodecException {
    boolean forPassword =
        header.stanzas().stream().anyMatch(stanza -> stanza.type().equals(ScryptStanza.TYPE));
    byte[] fileKey = forPassword ? withPassword(header.stanzas()) : withIdentity(header.stanzas());
    header.verify(fileKey);
    return fileKey;
  }

  /** Anybody who knows the password could have written it, so it must not be one key of several. */
  private byte[] withPassword(List<AgeStanza> stanzas) throws CodecException {
    if (stanzas.size() > 1) {
      throw AgeStanza.malformed("a password stands beside other recipients");
    }
    if (password == null) {
      throw new CodecException(
          Reason.NO_KEY, "The archive is encrypted with a password, and none was given");
    }
    return ScryptStanza.unwrap(stanzas.get(0), password)
        .orElseThrow(
            () ->
                new CodecException(
                    Reason.WRONG_KEY, "The password is not the one of this archive"));
  }

  private byte[] withIdentity(List<AgeStanza> stanzas) throws CodecException {
    if (identities.isEmpty()) {
      throw new CodecException(
          Reason.NO_KEY,
          "The archive is encrypted for recipients, and no identity (AGE-SECRET-KEY-1…) was given");
    }
    for (AgeStanza stanza : stanzas) {
      Optional<byte[]> fileKey =
          stanza.type().equals(X25519Identity.TYPE) ? tryAll(stanza) : Optional.empty();
      if (fileKey.isPresent()) {
        return fileKey.get();
      }
    }
    throw new CodecException(
        Reason.WRONG_KEY, "The archive was not encrypted for any of the identities given");
  }

  private Optional<byte[]> tryAll(AgeStanza stanza) throws CodecException {
    for (X25519Identity identity : identities) {
      Optional<byte[]> fileKey = identity.unwrap(stanza);
      if (fileKey.isPresent()) {
        return fileKey;
      }
    }
    return Optional.empty();
  }
}
