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
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether a dump can be restored into a database: all that speaks against it, changing nothing. */
final class RestoreCheck {

  private static final String COLLATION = "collation:";
  private static final String ENGINE = "engine:";

  private final Flavor flavor;
  private final ClientSettings settings;
  private final String database;
  private final DumpDescription dump;
  private final OtherVendor otherVendor;

  RestoreCheck(Flavor flavor, ClientSettings settings, String database, DumpDescription dump) {
    this.flavor = flavor;
    this.settings = settings;
    this.database = database;
    this.dump = dump;
    this.otherVendor = new OtherVendor(dump, flavor);
  }

  /** What the dump itself says. */
  void dump(RestoreOptions options, List<Finding> findings) {
    if (otherVendor.isOther()) {
      findings.addAll(otherVendor.refusal(settings.otherVendor()));
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
    if (!otherVendor.isOther()) {
      version(Version.parse(version), findings);
    } else if (settings.otherVendor()) {
      findings.addAll(otherVendor.losses(Version.parse(version)));
    }
    collations(server, findings);
    engines(server, findings);
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
        required(COLLATION)
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

  private Stream<String> required(String kind) {
    return dump.requirements().stream()
        .filter(requirement -> requirement.startsWith(kind))
        .map(requirement -> requirement.substring(kind.length()));
  }

  /** The server makes tables of an engine it lacks by another, with a note that nobody reads. */
  private void engines(Server server, List<Finding> findings) throws DialectException {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(server.knownEngines());
    List<String> unknown = required(ENGINE).filter(name -> !known.contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.warning(
              "server.engine",
              "The server lacks these engines, so that their tables get its default engine: "
                  + String.join(", ", unknown)
                  + ".",
              "Install the engine's plugin first, or accept that."));
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
