package io.lifeboat.backup;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.spi.CodecKeys;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether and for whom archives are encrypted. Immutable.
 *
 * <p>Asked for and not possible is a failed backup, never a plain one.
 */
public final class Encryption {

  /** The id of the format that {@code age} reads. */
  public static final String AGE = "age";

  private static final Encryption NONE = new Encryption("", CodecKeys.none());

  private final String codec;
  private final CodecKeys keys;

  private Encryption(String codec, CodecKeys keys) {
    this.codec = Objects.requireNonNull(codec, "codec");
    this.keys = Objects.requireNonNull(keys, "keys");
  }

  /**
   * Write plain archives.
   *
   * @return no encryption
   */
  public static Encryption none() {
    return NONE;
  }

  /**
   * Encrypt with a password, in the age format. Needs about 256 MiB of heap for about a second at
   * the beginning of a backup or restore, so {@code -Xmx384m} at least.
   *
   * @param password not empty
   * @return the encryption
   */
  public static Encryption password(Secret password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("A password has at least one character.");
    }
    return new Encryption(AGE, CodecKeys.none().withPassword(password));
  }

  /**
   * Encrypt with a password that is a string already; see {@link #password(Secret)}.
   *
   * @param password not empty
   * @return the encryption
   */
  public static Encryption password(String password) {
    return password(Secret.of(password));
  }

  /**
   * Encrypt for the owners of public keys, in the age format: whoever writes a backup can't read
   * it, unless {@link #withIdentities} gives a private key too.
   *
   * @param publicKeys {@code age1…}, at least one
   * @return the encryption
   */
  public static Encryption recipients(String... publicKeys) {
    if (publicKeys.length == 0) {
      throw new IllegalArgumentException("Encryption needs at least one recipient.");
    }
    return new Encryption(AGE, CodecKeys.none().withRecipients(List.of(publicKeys)));
  }

  /**
   * Encrypt with a plugin's codec.
   *
   * @param codec the id of its provider
   * @param keys in the codec's own terms
   * @return the encryption
   */
  public static Encryption codec(String codec, CodecKeys keys) {
    return new Encryption(codec, keys);
  }

  /**
   * Add private keys, so that this process can also restore and verify what it wrote, a safety
   * backup above all.
   *
   * @param identities {@code AGE-SECRET-KEY-1…}
   * @return a new encryption
   */
  public Encryption withIdentities(Secret... identities) {
    return new Encryption(codec, keys.withIdentities(List.of(identities)));
  }

  /**
   * Tell whether archives are encrypted.
   *
   * @return false for {@link #none()}
   */
  public boolean isOn() {
    return !codec.isEmpty();
  }

  /** The id of the envelope's provider, empty for none. */
  Optional<String> codec() {
    return codec.isEmpty() ? Optional.empty() : Optional.of(codec);
  }

  CodecKeys keys() {
    return keys;
  }

  /** Shows the codec only. */
  @Override
  public String toString() {
    return isOn() ? codec : "none";
  }
}
