package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether a dump can be restored into a database: all that speaks against it, changing nothing. */
final class RestoreCheck {

  private static final String COLLATION = "collation:";
  private static final Set<String> VENDORS = Set.of("mysql", "mariadb");

  private final Flavor flavor;
  private final ClientSettings settings;
  private final String database;
  private final DumpDescription dump;

  RestoreCheck(Flavor flavor, ClientSettings settings, String database, DumpDescription dump) {
    this.flavor = flavor;
    this.settings = settings;
    this.database = database;
    this.dump = dump;
  }

  private boolean ofOtherVendor() {
    return !dump.dialect().equals(flavor.id());
  }

  /** What the dump itself says. */
  void dump(RestoreOptions options, List<Finding> findings) {
    if (ofOtherVendor()) {
      findings.add(otherVendor());
    }
    if (dump.format() > Formats.ROWS_APART) {
      findings.add(
          Finding.error(
              "database.format",
              "The dump is of level %d; this release reads level %d."
                  .formatted(dump.format(), Formats.ROWS_APART),
              "Update Lifeboat."));
    }
    if (options.mode() != RestoreMode.IN_PLACE || !options.groups().isEmpty()) {
      findings.add(
          Finding.error(
              "restore.mode",
              "This dialect restores whole databases in place only.",
              "Ask for a restore in place, of everything."));
    }
  }

  private Finding otherVendor() {
    boolean known = VENDORS.contains(dump.dialect());
    if (known && settings.otherVendor()) {
      return Finding.warning(
          "database.dialect",
          "The dump is of a %s database; this one is %s. Not carried are: collations, types and index kinds the server does not know, which fail the restore; JSON columns become text or are parsed anew; CHECK, partition and routine code in the other vendor's dialect may fail."
              .formatted(dump.dialect(), flavor.id()),
          "Compare the restored database before it is used.");
    }
    return Finding.error(
        "database.dialect",
        "The dump is of a %s database; this one is %s.".formatted(dump.dialect(), flavor.id()),
        "Restore it into a %s database%s."
            .formatted(dump.dialect(), known ? ", or allow a dump of the other vendor" : ""));
  }

  /** What the server says. */
  void server(Server server, List<Finding> findings) throws DialectException {
    String version = server.version();
    if (!flavor.isServer(version)) {
      findings.add(
          Finding.error(
              "server.vendor",
              "The server says it is %s, which is no %s.".formatted(version, flavor.vendor()),
              "Restore into a server of %s.".formatted(flavor.vendor())));
      return;
    }
    if (!ofOtherVendor()) {
      version(Version.parse(version), findings);
    }
    collations(server, findings);
    attributes(server, findings);
    privileges(server, findings);
    rows(server, findings);
    binaryLog(server, findings);
  }

  private void version(Version to, List<Finding> findings) {
    Version from = Version.parse(dump.serverVersion());
    if (!to.atLeast(from.major(), from.minor())) {
      findings.add(
          Finding.error(
              "server.version",
              "The dump is of a server %s; this one is %s, which is older.".formatted(from, to),
              "Restore into a server of version %d.%d or later."
                  .formatted(from.major(), from.minor())));
    }
  }

  private void attributes(Server server, List<Finding> findings) throws DialectException {
    Map<String, String> attributes = server.attributes();
    dump.attributes()
        .forEach(
            (name, value) -> {
              if (!value.equals(attributes.get(name))) {
                findings.add(
                    Finding.error(
                        "server.attribute",
                        "The dump is of a server with %s = %s; here it is %s."
                            .formatted(name, value, attributes.get(name)),
                        "Restore into a server with the same setting."));
              }
            });
  }

  private void collations(Server server, List<Finding> findings) throws DialectException {
    Set<String> known = new HashSet<>(server.collations());
    List<String> unknown =
        dump.requirements().stream()
            .filter(requirement -> requirement.startsWith(COLLATION))
            .map(requirement -> requirement.substring(COLLATION.length()))
            .filter(name -> !known.contains(name) && !known.contains(withoutCharacterSet(name)))
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.error(
              "server.collation",
              "The server does not know these collations of the dump: "
                  + String.join(", ", unknown)
                  + ".",
              "Restore into a server that has them."));
    }
  }

  /** MariaDB lists {@code utf8mb4_uca1400_ai_ci} as {@code uca1400_ai_ci}. */
  private static String withoutCharacterSet(String collation) {
    return collation.substring(collation.indexOf('_') + 1);
  }

  private void privileges(Server server, List<Finding> findings) throws DialectException {
    Grants grants = server.grants(flavor);
    String user = server.user();
    for (String privilege : List.of("CREATE", "DROP", "INSERT", "ALTER", "SELECT")) {
      if (!grants.onDatabase(privilege, database)) {
        findings.add(
            Finding.error(
                "privilege." + privilege.toLowerCase(Locale.ROOT),
                "The user %s lacks %s on the database '%s'.".formatted(user, privilege, database),
                "GRANT ALL PRIVILEGES ON %s.* TO %s;".formatted(Sql.name(database), user)));
      }
    }
  }

  private void rows(Server server, List<Finding> findings) throws DialectException {
    if (dump.format() != Formats.CLIENT_TEXT && !server.localInfile()) {
      findings.add(
          Finding.info(
              "server.local-infile",
              "The server takes no LOAD DATA LOCAL (local_infile is off), so rows are loaded by INSERT, which is slower."));
    }
  }

  private void binaryLog(Server server, List<Finding> findings) throws DialectException {
    int replicas = settings.binaryLog() ? 0 : server.replicas();
    if (replicas > 0) {
      findings.add(
          Finding.error(
              "server.replicas",
              "%d replicas are connected, and would miss a restore that is not in the binary log."
                  .formatted(replicas),
              "Leave the binary log on, or disconnect the replicas and make them anew."));
    }
  }
}
