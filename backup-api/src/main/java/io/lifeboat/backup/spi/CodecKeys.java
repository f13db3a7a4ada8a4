package io.lifeboat.backup.spi;

import io.lifeboat.backup.api.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom an archive is encoded for, and with what it is decoded. Immutable. */
public final class CodecKeys {

  private static final CodecKeys NONE = new CodecKeys(null, List.of(), List.of());

  private final @Nullable Secret password;
  private final List<String> recipients;
  private final List<Secret> identities;

  private CodecKeys(@Nullable Secret password, List<String> recipients, List<Secret> identities) {
    this.password = password;
    this.recipients = List.copyOf(recipients);
    this.identities = List.copyOf(identities);
  }

  /**
   * Return no keys.
   *
   * @return the keys
   */
  public static CodecKeys none() {
    return NONE;
  }

  /**
   * Add a password, for both ways.
   *
   * @param value the password
   * @return new keys
   */
  public CodecKeys withPassword(Secret value) {
    return new CodecKeys(value, recipients, identities);
  }

  /**
   * Add public keys to encode for.
   *
   * @param value as the codec writes them, such as {@code age1…}
   * @return new keys
   */
  public CodecKeys withRecipients(List<String> value) {
    return new CodecKeys(password, value, identities);
  }

  /**
   * Add private keys to decode with.
   *
   * @param value as the codec writes them, such as {@code AGE-SECRET-KEY-1…}
   * @return new keys
   */
  public CodecKeys withIdentities(List<Secret> value) {
    return new CodecKeys(password, recipients, value);
  }

  /**
   * Return the password.
   *
   * @return the password; empty if none was given
   */
  public Optional<Secret> password() {
    return Optional.ofNullable(password);
  }

  /**
   * Return the public keys to encode for.
   *
   * @return unmodifiable
   */
  public List<String> recipients() {
    return recipients;
  }

  /**
   * Return the private keys to decode with.
   *
   * @return unmodifiable
   */
  public List<Secret> identities() {
    return identities;
  }
}
