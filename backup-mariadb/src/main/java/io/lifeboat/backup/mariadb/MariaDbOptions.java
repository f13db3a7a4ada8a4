package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.dialect.ClientSettings;
import java.nio.file.Path;
import java.util.Map;

/** What a host may choose for MariaDB. Immutable. */
public final class MariaDbOptions implements DialectOptions {

  private static final MariaDbOptions DEFAULTS = new MariaDbOptions(ClientSettings.DEFAULTS);

  private final ClientSettings settings;

  private MariaDbOptions(ClientSettings settings) {
    this.settings = settings;
  }

  /**
   * Return the defaults.
   *
   * @return clients of the PATH and the usual places, not older than the server; everything is
   *     dumped
   */
  public static MariaDbOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Look for the client programs in one folder only.
   *
   * @param folder holds {@code mariadb-dump} and {@code mariadb}
   * @return new options
   */
  public MariaDbOptions withClientDirectory(Path folder) {
    return new MariaDbOptions(settings.withDirectory(folder));
  }

  /**
   * Allow a dump by a client that is older than the server. It may not know what the server has.
   *
   * @return new options
   */
  public MariaDbOptions withOlderClient() {
    return new MariaDbOptions(settings.withOlderClient());
  }

  /**
   * Leave stored procedures and functions out of dumps.
   *
   * @return new options
   */
  public MariaDbOptions withoutRoutines() {
    return new MariaDbOptions(settings.withoutRoutines());
  }

  /**
   * Leave events out of dumps.
   *
   * @return new options
   */
  public MariaDbOptions withoutEvents() {
    return new MariaDbOptions(settings.withoutEvents());
  }

  @Override
  public Map<String, String> describe() {
    return settings.describe();
  }

  ClientSettings settings() {
    return settings;
  }
}
