package io.lifeboat.backup.api;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A password or key. Immutable; never shown by {@link #toString()}. */
public final class Secret {

  private final char[] value;

  private Secret(char[] value) {
    this.value = value;
  }

  /**
   * Make a secret.
   *
   * @param value copied; the caller may clear its own
   * @return the secret
   */
  public static Secret of(char[] value) {
    return new Secret(value.clone());
  }

  /**
   * Make a secret from text that is a string already.
   *
   * @param value the text
   * @return the secret
   */
  public static Secret of(String value) {
    return new Secret(value.toCharArray());
  }

  /**
   * Return the secret itself.
   *
   * @return a copy, for the caller to clear
   */
  public char[] reveal() {
    return value.clone();
  }

  /**
   * Return the secret as UTF-8.
   *
   * @return a copy, for the caller to clear
   */
  public byte[] revealUtf8() {
    var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(value));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    encoded.clear();
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    return bytes;
  }

  /**
   * Tell whether there is nothing in it.
   *
   * @return true if it has no characters
   */
  public boolean isEmpty() {
    return value.length == 0;
  }

  /** Compares in a time that does not depend on where two secrets differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(revealUtf8(), secret.revealUtf8());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "***";
  }
}
