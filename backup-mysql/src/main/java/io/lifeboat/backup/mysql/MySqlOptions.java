package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.dialect.ClientSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What a host may choose for MySQL. Immutable: each method returns new options. What is not chosen
 * is as its method says under "Default".
 */
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
   *     dumped; definers are kept where they can be; what is restored is written to the binary log
   */
  public static MySqlOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Look for the client programs in one folder only. Default: the PATH and the usual places.
   *
   * @param folder holds {@code mysqldump} and {@code mysql}
   * @return new options
   */
  public MySqlOptions withClientDirectory(Path folder) {
    return new MySqlOptions(settings.withDirectory(folder));
  }

  /**
   * Allow a dump by a client that is older than the server. It may not know what the server has.
   * Default: refused.
   *
   * @return new options
   */
  public MySqlOptions withOlderClient() {
    return new MySqlOptions(settings.withOlderClient());
  }

  /**
   * Dump some tables and views only, with the triggers of those tables. Routines and events are
   * dumped all the same, unless they are left out. Default: all.
   *
   * @param names as the server writes them; each must exist; empty means all
   * @return new options; a second call replaces the first
   */
  public MySqlOptions withOnlyTables(Set<String> names) {
    return new MySqlOptions(settings.withOnlyTables(names));
  }

  /**
   * Leave tables and views out of dumps, with their triggers. After a restore they are not there,
   * and what refers to them fails. Default: none.
   *
   * @param names as the server writes them; each must exist
   * @return new options; a second call replaces the first
   */
  public MySqlOptions withoutTables(Set<String> names) {
    return new MySqlOptions(settings.withoutTables(names));
  }

  /**
   * Dump tables without their rows: after a restore they are there, and empty. Default: none.
   *
   * @param names as the server writes them; each must exist
   * @return new options; a second call replaces the first
   */
  public MySqlOptions withoutRows(Set<String> names) {
    return new MySqlOptions(settings.withoutRows(names));
  }

  /**
   * Leave stored procedures and functions out of dumps; views and triggers that call them then fail
   * after a restore. Default: dumped, and refused if the user may not see them all.
   *
   * @return new options
   */
  public MySqlOptions withoutRoutines() {
    return new MySqlOptions(settings.withoutRoutines());
  }

  /**
   * Leave events out of dumps. Default: dumped, and refused if the user may not see them all.
   *
   * @return new options
   */
  public MySqlOptions withoutEvents() {
    return new MySqlOptions(settings.withoutEvents());
  }

  /**
   * Leave triggers out of dumps. Default: dumped, and refused if the user may not see them all.
   *
   * @return new options
   */
  public MySqlOptions withoutTriggers() {
    return new MySqlOptions(settings.withoutTriggers());
  }

  /**
   * Restore views, routines, triggers and events with the definers of the dump, whatever that
   * needs, or fail. Default: kept where that account exists and the restoring user may name it;
   * else the restoring user takes its place, and the report says so.
   *
   * @return new options
   */
  public MySqlOptions withDefinersKept() {
    return new MySqlOptions(settings.withDefiners(ClientSettings.Definers.KEPT));
  }

  /**
   * Restore views, routines, triggers and events with the restoring user as their definer. Default:
   * as {@link #withDefinersKept} says.
   *
   * @return new options
   */
  public MySqlOptions withDefinersReplaced() {
    return new MySqlOptions(settings.withDefiners(ClientSettings.Definers.REPLACED));
  }

  /**
   * Keep what a restore does out of the binary log. It is refused while replicas are connected,
   * which would miss it, and needs a privilege. Default: written to the log, where the server has
   * one.
   *
   * @return new options
   */
  public MySqlOptions withoutBinaryLog() {
    return new MySqlOptions(settings.withoutBinaryLog());
  }

  /**
   * Restore a dump of MariaDB here. What becomes something else here is listed by the check, before
   * anything is changed; what this server has not, such as a type or a collation, refuses the
   * restore. Default: refused.
   *
   * @return new options
   */
  public MySqlOptions withOtherVendor() {
    return new MySqlOptions(settings.withOtherVendor());
  }

  @Override
  public Map<String, String> describe() {
    return settings.describe();
  }

  @Override
  public Set<String> otherDialects() {
    return settings.otherVendor() ? Set.of("mariadb") : Set.of();
  }

  ClientSettings settings() {
    return settings;
  }
}
