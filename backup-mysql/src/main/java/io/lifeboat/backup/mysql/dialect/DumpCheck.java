package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientIdentity;
import io.lifeboat.backup.client.NativeClient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a dump would be whole. The catalogs hide what a user may not see, so that nothing is
 * missing is proven by privileges.
 */
final class DumpCheck {

  private final Flavor flavor;
  private final ClientSettings settings;
  private final String database;
  private final Server server;

  DumpCheck(Flavor flavor, ClientSettings settings, String database, Server server) {
    this.flavor = flavor;
    this.settings = settings;
    this.database = database;
    this.server = server;
  }

  void run(NativeClient dump, int workers, List<Finding> findings) throws DialectException {
    String version = server.version();
    if (!flavor.isServer(version)) {
      findings.add(
          Finding.error(
              "server.vendor",
              "The server says it is %s, which is no %s.".formatted(version, flavor.vendor()),
              "Name the dialect of the server."));
      return;
    }
    client(dump, Version.parse(version), findings);
    privileges(Version.parse(version), workers, findings);
    chosen(findings);
    events(dump, findings);
    enums(findings);
    List<String> others = server.nonTransactionalTables();
    boolean locked = server.grants(flavor).onDatabase("LOCK TABLES", database);
    if (!others.isEmpty() && !locked) {
      findings.add(
          Finding.warning(
              "tables.not-transactional",
              "These tables are not of InnoDB, so their rows may be of another instant: "
                  + String.join(", ", others)
                  + ".",
              "GRANT LOCK TABLES ON %s.* TO %s; Or convert them to InnoDB, or hold writers off during the backup."
                  .formatted(Sql.name(database), server.user())));
    }
  }

  private void chosen(List<Finding> findings) throws DialectException {
    Set<String> unknown = new TreeSet<>(settings.named());
    unknown.removeAll(server.tables());
    unknown.removeAll(server.views());
    unknown.removeAll(server.sequences());
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.error(
              "tables.unknown",
              "The options name tables that are not there: " + String.join(", ", unknown) + ".",
              "Correct their names in the options of the dialect."));
    }
  }

  /**
   * Seen on both vendors: SHOW CREATE TABLE writes a character of four bytes as a question mark.
   */
  private void enums(List<Finding> findings) throws DialectException {
    List<String> columns = server.doubtfulEnums();
    if (!columns.isEmpty()) {
      findings.add(
          Finding.warning(
              "columns.question-mark",
              "These ENUM or SET columns have values with a question mark. If one is an emoji or another character of four bytes, the server itself does not show it, and a restore fails: "
                  + String.join(", ", columns)
                  + ".",
              "Give such values names without those characters."));
    }
  }

  private void events(NativeClient dump, List<Finding> findings) throws DialectException {
    if (settings.events()) {
      unreadableEvents(flavor, dump, server).ifPresent(findings::add);
    }
  }

  /**
   * MySQL's program takes two semicolons in an event for its end, and never comes to one; so does
   * MariaDB's of 10.11, and that of 11.8 does not. All of MariaDB's look for the events of a
   * database under its name with quotes and backslashes escaped.
   */
  static Optional<Finding> unreadableEvents(Flavor flavor, NativeClient dump, Server server)
      throws DialectException {
    boolean hangs =
        flavor.vendor().equals(ClientIdentity.MYSQL) || !Clients.version(dump).atLeast(11, 8);
    List<String> endless = hangs ? server.eventsWithTwoSemicolons() : List.of();
    if (!endless.isEmpty()) {
      return Optional.of(
          Finding.error(
              "events.two-semicolons",
              "%s %s never ends with an event that holds ';;': %s."
                  .formatted(dump.program(), Clients.version(dump), String.join(", ", endless)),
              "Write '; ;' in these events, or leave events out."));
    }
    List<String> unseen =
        flavor.vendor().equals(ClientIdentity.MARIADB) && server.hasEscapedName()
            ? server.events()
            : List.of();
    if (!unseen.isEmpty()) {
      return Optional.of(
          Finding.error(
              "events.database-name",
              "mariadb-dump finds no events of a database whose name holds a quote or backslash: "
                  + String.join(", ", unseen)
                  + ".",
              "Leave events out, or move the tables to a database of another name."));
    }
    return Optional.empty();
  }

  private void client(NativeClient dump, Version server, List<Finding> findings) {
    Version client = Clients.version(dump);
    boolean older =
        client.major() < server.major()
            || (client.major() == server.major() && client.minor() < server.minor());
    if (!older) {
      return;
    }
    String message =
        "%s is of version %s, older than the server's %s."
            .formatted(dump.program(), client, server);
    String fix = "Install %s of version %s.".formatted(flavor.clientPackage(), server);
    findings.add(
        settings.olderClient()
            ? Finding.warning("client.older", message, fix)
            : Finding.error("client.older", message, fix + " Or allow an older client."));
  }

  private void privileges(Version version, int workers, List<Finding> findings)
      throws DialectException {
    Grants grants = server.grants(flavor);
    String user = server.user();
    for (String privilege : List.of("SELECT", "SHOW VIEW")) {
      require(grants, privilege, user, findings);
    }
    if (settings.triggers()) {
      require(grants, "TRIGGER", user, findings);
    }
    if (settings.events()) {
      require(grants, "EVENT", user, findings);
    }
    if (workers > 1
        && !flavor.mayStopCommits(grants)
        && !grants.onDatabase("LOCK TABLES", database)) {
      findings.add(
          Finding.warning(
              "privilege.one-connection",
              "The user %s may hold off commits neither of the server nor of the tables, so rows are read over one connection, which is slower."
                  .formatted(user),
              "GRANT RELOAD ON *.* TO %s; Or GRANT LOCK TABLES ON %s.* TO %s;"
                  .formatted(user, Sql.name(database), user)));
    }
    boolean hidden =
        !flavor.seesRoutines(grants, database) || !server.unreadableRoutines().isEmpty();
    if (settings.routines() && hidden) {
      findings.add(
          Finding.error(
              "privilege.routines",
              "The user %s may not read every routine, and could not even see that one is missing."
                  .formatted(user),
              flavor.grantRoutines(version, user) + " Or leave routines out."));
    }
  }

  private void require(Grants grants, String privilege, String user, List<Finding> findings) {
    if (!grants.onDatabase(privilege, database)) {
      findings.add(
          Finding.error(
              "privilege." + privilege.toLowerCase(Locale.ROOT).replace(' ', '-'),
              "The user %s lacks %s on the database '%s'.".formatted(user, privilege, database),
              "GRANT %s ON %s.* TO %s;".formatted(privilege, Sql.name(database), user)));
    }
  }
}
