package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.RestoreOptions;
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

/** MariaDB's ways. */
final class MariaDbFlavor implements Flavor {

  @Override
  public String id() {
    return "mariadb";
  }

  @Override
  public String vendor() {
    return ClientIdentity.MARIADB;
  }

  @Override
  public String clientPackage() {
    return "mariadb-client";
  }

  @Override
  public List<String> dumpPrograms() {
    return List.of("mariadb-dump", "mysqldump");
  }

  @Override
  public List<String> sqlPrograms() {
    return List.of("mariadb", "mysql");
  }

  @Override
  public Optional<ClientSettings> settings(DumpOptions options) {
    return options.dialect(MariaDbOptions.class).map(MariaDbOptions::settings);
  }

  @Override
  public Optional<ClientSettings> settings(RestoreOptions options) {
    return options.dialect(MariaDbOptions.class).map(MariaDbOptions::settings);
  }

  @Override
  public boolean isServer(String version) {
    return version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /** What a client can't be told here, an encrypted connection to any server, is checked later. */
  @Override
  public Map<String, String> tlsOptions(DatabaseEndpoint endpoint) {
    Map<String, String> options = new LinkedHashMap<>();
    switch (endpoint.tls()) {
      case DISABLED -> options.put("skip-ssl", "");
      case PREFERRED, REQUIRED -> options.put("skip-ssl-verify-server-cert", "");
      case VERIFY_CA, VERIFY_IDENTITY -> options.put("ssl-verify-server-cert", "");
    }
    endpoint.tlsAuthority().ifPresent(file -> options.put("ssl-ca", file.toString()));
    return options;
  }

  @Override
  public List<String> dumpArguments(ClientOptions client) {
    List<String> arguments = new ArrayList<>();
    if (client.has("dump-history")) {
      arguments.add("--skip-dump-history");
    }
    return arguments;
  }

  @Override
  public String showGrants(String activeRoles) {
    return "SHOW GRANTS";
  }

  @Override
  public String grantRoutines(Version server, String user) {
    return server.atLeast(11, 3)
        ? "GRANT SHOW CREATE ROUTINE ON *.* TO %s;".formatted(user)
        : "GRANT SELECT ON mysql.proc TO %s;".formatted(user);
  }

  @Override
  public boolean seesRoutines(Grants grants, String database) {
    return grants.onDatabase("SHOW CREATE ROUTINE", database)
        || grants.onTable("SELECT", "mysql", "proc");
  }

  @Override
  public String unlimitedStatements() {
    return "SET SESSION max_statement_time = 0, idle_transaction_timeout = 0";
  }

  @Override
  public List<String> stopCommits() {
    return List.of("BACKUP STAGE START", "BACKUP STAGE BLOCK_COMMIT");
  }

  @Override
  public List<String> resumeCommits() {
    return List.of("BACKUP STAGE END");
  }

  @Override
  public boolean mayStopCommits(Grants grants) {
    return grants.everywhere("RELOAD");
  }

  /** Here the tables' own locks do it. */
  @Override
  public Optional<String> stopDdl(Grants grants) {
    return Optional.empty();
  }

  @Override
  public boolean loadsHistory(Version server) {
    return server.atLeast(10, 11);
  }

  @Override
  public boolean maySetDefiner(Grants grants) {
    return grants.everywhere("SUPER") || grants.everywhere("SET USER");
  }

  /**
   * Unique checks stay on: without them and those of foreign keys, the first load of an empty table
   * locks it whole, so that its other parts would wait, and finds duplicates at its end only.
   */
  @Override
  public List<String> loadSettings() {
    return List.of(
        "SET SESSION innodb_lock_wait_timeout = 3600 /*M!101100 , system_versioning_insert_history = 1 */");
  }
}
