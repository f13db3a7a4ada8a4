package io.lifeboat.backup.spi;

import io.lifeboat.backup.api.Secret;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Where a storage is and how to get in. Immutable. */
public final class StorageConfig {

  private final URI location;
  private final Map<String, String> settings;
  private final Map<String, Secret> secrets;
  private final Clock clock;

  private StorageConfig(
      URI location, Map<String, String> settings, Map<String, Secret> secrets, Clock clock) {
    this.location = Objects.requireNonNull(location, "location");
    this.settings = Map.copyOf(settings);
    this.secrets = Map.copyOf(secrets);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Name a place.
   *
   * @param location its scheme is the provider's id; without credentials
   * @return the configuration, without settings and secrets, on the system's clock
   */
  public static StorageConfig at(URI location) {
    return new StorageConfig(location, Map.of(), Map.of(), Clock.systemUTC());
  }

  /**
   * Add a setting.
   *
   * @param name as the provider documents it
   * @param value no secret
   * @return a new configuration
   */
  public StorageConfig with(String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return new StorageConfig(location, more, secrets, clock);
  }

  /**
   * Add a secret.
   *
   * @param name as the provider documents it
   * @param value the secret
   * @return a new configuration
   */
  public StorageConfig with(String name, Secret value) {
    Map<String, Secret> more = new HashMap<>(secrets);
    more.put(name, value);
    return new StorageConfig(location, settings, more, clock);
  }

  /**
   * Use another clock.
   *
   * @param value the clock
   * @return a new configuration
   */
  public StorageConfig withClock(Clock value) {
    return new StorageConfig(location, settings, secrets, value);
  }

  /**
   * Return the place.
   *
   * @return its scheme is the provider's id
   */
  public URI location() {
    return location;
  }

  /**
   * Return the settings.
   *
   * @return unmodifiable
   */
  public Map<String, String> settings() {
    return settings;
  }

  /**
   * Return the secrets.
   *
   * @return unmodifiable
   */
  public Map<String, Secret> secrets() {
    return secrets;
  }

  /**
   * Return the clock.
   *
   * @return the clock
   */
  public Clock clock() {
    return clock;
  }

  /** Shows the place only. */
  @Override
  public String toString() {
    return location.toString();
  }
}
