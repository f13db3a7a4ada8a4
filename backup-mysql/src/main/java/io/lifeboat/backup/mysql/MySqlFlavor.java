package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.TlsMode;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientIdentity;
import io.lifeboat.backup.mysql.dialect.ClientOptions;
import io.lifeboat.backup.mysql.dialect.ClientSettings;
import io.lifeboat.backup.mysql.dialect.Flavor;
import io.lifeboat.backup.mysql.dialect.Grants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** MySQL's ways. */
final class MySqlFlavor implements Flavor {

  @Override
  public String id() {
    return "mysql";
  }

  @Override
  public String vendor() {
    return ClientIdentity.MYSQL;
  }

  @Override
  public String clientPackage() {
    return "mysql-client";
  }

  @Override
  public List<String> dumpPrograms() {
    return List.of("mysqldump");
  }

  @Override
  public List<String> sqlPrograms() {
    return List.of("mysql");
  }

  @Override
  public Optional<ClientSettings> settings(DumpOptions options) {
    return options.dialect(MySqlOptions.class).map(MySqlOptions::settings);
  }

  @Override
  public Optional<ClientSettings> settings(RestoreOptions options) {
    return options.dialect(MySqlOptions.class).map(MySqlOptions::settings);
  }

  @Override
  public boolean isServer(String version) {
    return !version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  @Override
  public Map<String, String> tlsOptions(DatabaseEndpoint endpoint) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("ssl-mode", endpoint.tls().name());
    if (endpoint.tls() == TlsMode.DISABLED || endpoint.tls() == TlsMode.PREFERRED) {
      // Without TLS the password travels encrypted by the server's key, which a client has to ask
      // for.
      options.put("loose-get-server-public-key", "");
    }
    endpoint.tlsAuthority().ifPresent(file -> options.put("ssl-ca", file.toString()));
    return options;
  }

  @Override
  public List<String> dumpArguments(ClientOptions client) {
    List<String> arguments = new ArrayList<>();
    if (client.has("set-gtid-purged")) {
      arguments.add("--set-gtid-purged=OFF");
    }
    if (client.has("column-statistics")) {
      arguments.add("--column-statistics=0");
    }
    if (client.has("masking-policies")) {
      arguments.add("--skip-masking-policies");
    }
    if (client.has("init-command")) {
      // DDL that waits for a dump has locked the table's triggers already.
      arguments.add("--init-command=SET SESSION lock_wait_timeout = 5");
    }
    return arguments;
  }

  @Override
  public String showGrants(String activeRoles) {
    return activeRoles.equals("NONE")
        ? "SHOW GRANTS"
        : "SHOW GRANTS FOR CURRENT_USER() USING " + activeRoles;
  }

  @Override
  public String grantRoutines(Version server, String user) {
    return "GRANT %s ON *.* TO %s;"
        .formatted(server.atLeast(8, 0, 20) ? "SHOW_ROUTINE" : "SELECT", user);
  }

  @Override
  public boolean seesRoutines(Grants grants, String database) {
    return grants.everywhere("SHOW_ROUTINE") || grants.everywhere("SELECT");
  }

  /** The sizes of tables are asked for anew, not taken from a day ago. */
  @Override
  public String unlimitedStatements() {
    return "SET SESSION max_execution_time = 0, information_schema_stats_expiry = 0";
  }

  @Override
  public List<String> stopCommits() {
    return List.of("FLUSH TABLES WITH READ LOCK");
  }

  @Override
  public List<String> resumeCommits() {
    return List.of("UNLOCK TABLES");
  }

  @Override
  public boolean mayStopCommits(Grants grants) {
    return grants.everywhere("RELOAD") || grants.everywhere("FLUSH_TABLES");
  }

  @Override
  public Optional<String> stopDdl(Grants grants) {
    return grants.everywhere("BACKUP_ADMIN")
        ? Optional.of("LOCK INSTANCE FOR BACKUP")
        : Optional.empty();
  }

  @Override
  public boolean loadsHistory(Version server) {
    return false;
  }

  @Override
  public boolean maySetDefiner(Grants grants) {
    return grants.everywhere("SUPER")
        || grants.everywhere("SET_USER_ID")
        || grants.everywhere("SET_ANY_DEFINER");
  }

  @Override
  public List<String> loadSettings() {
    return List.of("SET SESSION unique_checks = 0");
  }
}
