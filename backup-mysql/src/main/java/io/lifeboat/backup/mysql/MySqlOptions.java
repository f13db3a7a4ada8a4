package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.dialect.ClientSettings;
import java.nio.file.Path;
import java.util.Map;

/** What a host may choose for MySQL. Immutable. */
public final class MySqlOptions implements DialectOptions {

  private static final MySqlOptions DEFAULTS = new MySqlOptions(ClientSettings.DEFAULTS);

  private final ClientSettings settings;

  private MySqlOptions(ClientSettings settings) {
    this.settings = settings;
  }

  /**
   * Return the defaults.
   *
   * @return clients of the PATH and the usual places, not older than the server; everything is
   *     dumped
   */
  public static MySqlOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Look for the client programs in one folder only.
   *
   * @param folder holds {@code mysqldump} and {@code mysql}
   * @return new options
   */
  public MySqlOptions withClientDirectory(Path folder) {
    return new MySqlOptions(settings.withDirectory(folder));
  }

  /**
   * Allow a dump by a client that is older than the server. It may not know what the server has.
   *
   * @return new options
   */
  public MySqlOptions withOlderClient() {
    return new MySqlOptions(settings.withOlderClient());
  }

  /**
   * Leave stored procedures and functions out of dumps.
   *
   * @return new options
   */
  public MySqlOptions withoutRoutines() {
    return new MySqlOptions(settings.withoutRoutines());
  }

  /**
   * Leave events out of dumps.
   *
   * @return new options
   */
  public MySqlOptions withoutEvents() {
    return new MySqlOptions(settings.withoutEvents());
  }

  @Override
  public Map<String, String> describe() {
    return settings.describe();
  }

  ClientSettings settings() {
    return settings;
  }
}
