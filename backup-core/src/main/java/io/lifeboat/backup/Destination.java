package io.lifeboat.backup;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.spi.StorageConfig;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A further place that every backup is copied to, with its own keeping rules. Immutable.
 *
 * <p>Copies are what the first storage holds, byte for byte: encrypted once, for the same keys.
 */
public final class Destination {

  /** The name of the storage that backups are written to first. */
  public static final String PRIMARY = "primary";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  private final String name;
  private final @Nullable StorageConfig config;
  private final @Nullable StorageTarget target;
  private final String prefix;
  private final Retention retention;

  private Destination(
      String name,
      @Nullable StorageConfig config,
      @Nullable StorageTarget target,
      String prefix,
      Retention retention) {
    this.name = name;
    this.config = config;
    this.target = target;
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.retention = Objects.requireNonNull(retention, "retention");
  }

  /**
   * Name a storage that needs no further settings.
   *
   * @param name 1 to 40 small letters, digits and dashes; not {@link #PRIMARY}
   * @param location its scheme names the provider
   * @return the destination, which keeps everything
   */
  public static Destination at(String name, URI location) {
    return at(name, StorageConfig.at(location));
  }

  /**
   * Name a storage of a provider.
   *
   * @param name 1 to 40 small letters, digits and dashes; not {@link #PRIMARY}
   * @param config the scheme of its location names the provider
   * @return the destination, which keeps everything
   */
  public static Destination at(String name, StorageConfig config) {
    return new Destination(
        requireFree(name), Objects.requireNonNull(config, "config"), null, "", Retention.rules());
  }

  /**
   * Name a storage that the host opened, and closes after the manager.
   *
   * @param name 1 to 40 small letters, digits and dashes; not {@link #PRIMARY}
   * @param target the storage
   * @return the destination, which keeps everything
   */
  public static Destination of(String name, StorageTarget target) {
    return new Destination(
        requireFree(name), null, Objects.requireNonNull(target, "target"), "", Retention.rules());
  }

  static Destination primary(
      @Nullable StorageConfig config,
      @Nullable StorageTarget target,
      String prefix,
      Retention retention) {
    return new Destination(PRIMARY, config, target, prefix, retention);
  }

  private static String requireFree(String name) {
    if (!NAME.matcher(name).matches() || name.equals(PRIMARY)) {
      throw new IllegalArgumentException(
          "A destination is named with 1 to 40 small letters, digits and dashes, and not '%s': '%s'"
              .formatted(PRIMARY, name));
    }
    return name;
  }

  /**
   * Put all objects below a prefix.
   *
   * @param value as for {@link BackupManagerBuilder#prefix}
   * @return a new destination
   */
  public Destination withPrefix(String value) {
    return new Destination(name, config, target, value, retention);
  }

  /**
   * Say how many backups it keeps.
   *
   * @param value its own rules
   * @return a new destination
   */
  public Destination withRetention(Retention value) {
    return new Destination(name, config, target, prefix, value);
  }

  /**
   * Return its name.
   *
   * @return what {@link BackupManager#at} and {@link RestoreRequest#from} take
   */
  public String name() {
    return name;
  }

  Optional<StorageConfig> config() {
    return Optional.ofNullable(config);
  }

  Optional<StorageTarget> target() {
    return Optional.ofNullable(target);
  }

  String prefix() {
    return prefix;
  }

  Retention retention() {
    return retention;
  }

  /** Shows name and place, and no secret. */
  @Override
  public String toString() {
    return name + (config == null ? "" : " (" + config + ")");
  }
}
