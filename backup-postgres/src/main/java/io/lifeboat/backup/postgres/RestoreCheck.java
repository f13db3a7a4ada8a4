package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a dump can be restored here, told from its description before anything is touched. */
final class RestoreCheck {

  private final DumpDescription dump;
  private final RestoreOptions options;
  private final PostgresOptions settings;
  private final OperationContext context;
  private final List<Finding> findings = new ArrayList<>();

  RestoreCheck(
      DumpDescription dump,
      RestoreOptions options,
      PostgresOptions settings,
      OperationContext context) {
    this.dump = dump;
    this.options = options;
    this.settings = settings;
    this.context = context;
  }

  List<Finding> run(DatabaseEndpoint target) {
    if (!dump.dialect().equals(PostgresDialectProvider.ID)) {
      error(
          "database.dialect",
          "The dump is of a %s database; this one is %s."
              .formatted(dump.dialect(), PostgresDialectProvider.ID),
          "Restore it into a %s database.".formatted(dump.dialect()));
      return findings;
    }
    form();
    client();
    Login login = new Login(target);
    try {
      Optional<Finding> pooler = Pooler.beforeRestore(login, context);
      if (pooler.isPresent()) {
        findings.add(pooler.get());
        return findings;
      }
    } catch (DialectException e) {
      findings.add(Failures.finding(e));
      return findings;
    }
    try (SqlSession session = SqlSession.open(login, context)) {
      server(session);
      roles(session);
      extensions(session);
      tablespaces(session);
      encoding(session);
      owner(session);
      privileges(session);
      beside(session, target);
      connections(session);
      FunctionPaths.check(dump, session.version(), settings, findings);
    } catch (DialectException e) {
      findings.add(Failures.finding(e));
    }
    return findings;
  }

  private void error(String code, String message, String fix) {
    findings.add(Finding.error(code, message, fix));
  }

  private void form() {
    if (dump.format() > PostgresDumper.FORMAT) {
      error(
          "database.format",
          "The dump is of level %d; this release reads level %d."
              .formatted(dump.format(), PostgresDumper.FORMAT),
          "Update Lifeboat.");
    }
    if (!options.groups().isEmpty()) {
      error(
          "restore.groups",
          "This dialect restores whole databases only.",
          "Ask for a restore of everything.");
    }
  }

  private void client() {
    try {
      new Clients(settings, context).restore(dump.clientVersion());
    } catch (DialectException e) {
      findings.add(Failures.finding(e));
    }
  }

  private void server(SqlSession session) throws DialectException {
    if (StandbyCheck.isStandby(session)) {
      error(
          "server.standby",
          "The server is a standby, which takes no changes but its primary's.",
          "Restore into the primary.");
    }
    Version from = Version.parse(dump.serverVersion());
    if (session.version().major() < from.major()) {
      error(
          "server.version",
          "The dump is of a server %s; this one is %s, which is older."
              .formatted(from, session.version()),
          "Restore into a server of version %d or later.".formatted(from.major()));
    }
  }

  private void roles(SqlSession session) throws DialectException {
    if (!settings.owners() && !settings.privileges()) {
      return;
    }
    List<String> absent = absentRoles(dump, session).stream().sorted().toList();
    if (absent.isEmpty()) {
      return;
    }
    String message =
        "The server lacks roles that own objects of the dump or were granted something: %s."
            .formatted(String.join(", ", absent));
    if (settings.absentRolesSkipped()) {
      findings.add(
          Finding.warning(
              "roles.absent",
              message,
              "What they owned will be this user's, what was granted to them is left out."));
      return;
    }
    StringBuilder fix = new StringBuilder();
    absent.forEach(role -> fix.append("CREATE ROLE ").append(Sql.name(role)).append("; "));
    error("roles.absent", message, fix + "Or restore without them by absentRolesSkipped(true).");
  }

  /** Roles of the dump that this server does not have. */
  static Set<String> absentRoles(DumpDescription dump, SqlSession session) throws DialectException {
    Set<String> absent = new HashSet<>(required(dump, "role:"));
    session.column("SELECT rolname FROM pg_catalog.pg_roles").forEach(absent::remove);
    return absent;
  }

  private static List<String> required(DumpDescription dump, String kind) {
    return dump.requirements().stream()
        .filter(requirement -> requirement.startsWith(kind))
        .map(requirement -> requirement.substring(kind.length()))
        .sorted()
        .toList();
  }

  private void extensions(SqlSession session) throws DialectException {
    Map<String, String> available = new HashMap<>();
    Map<String, Boolean> trusted = new HashMap<>();
    for (List<String> row :
        session.rows(
            """
            SELECT a.name, coalesce(a.default_version, ''),
              coalesce((SELECT pg_catalog.bool_or(v.trusted)
                FROM pg_catalog.pg_available_extension_versions v WHERE v.name = a.name), false)
            FROM pg_catalog.pg_available_extensions a""")) {
      available.put(row.get(0), row.get(1));
      trusted.put(row.get(0), row.get(2).equals("t"));
    }
    Set<String> installed =
        isInPlace()
            ? new HashSet<>(session.column("SELECT extname FROM pg_catalog.pg_extension"))
            : Set.of("plpgsql");
    boolean all = isSuperuser(session);
    for (String wanted : required(dump, "extension:")) {
      String name = wanted.substring(0, wanted.lastIndexOf('='));
      String version = wanted.substring(wanted.lastIndexOf('=') + 1);
      String here = available.get(name);
      if (here == null) {
        error(
            "extension.missing",
            "The server does not have the extension %s.".formatted(name),
            "Install its package on the server.");
      } else if (!all && !trusted.getOrDefault(name, false) && !installed.contains(name)) {
        error(
            "extension.untrusted",
            "Only a superuser may create the extension %s.".formatted(name),
            isInPlace()
                ? "As a superuser, in the target: CREATE EXTENSION %s;".formatted(Sql.name(name))
                : "Restore as a superuser, or in place.");
      } else if (!here.equals(version)) {
        findings.add(
            Finding.warning(
                "extension.version",
                "The extension %s is of version %s in the dump and %s here."
                    .formatted(name, version, here),
                "It is created in the version of this server."));
      }
    }
  }

  private static boolean isSuperuser(SqlSession session) throws DialectException {
    return session
        .value("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")
        .equals("t");
  }

  private void tablespaces(SqlSession session) throws DialectException {
    List<String> missing = new ArrayList<>(required(dump, "tablespace:"));
    missing.removeAll(session.column("SELECT spcname FROM pg_catalog.pg_tablespace"));
    if (settings.tablespaces() && !missing.isEmpty()) {
      error(
          "tablespace.missing",
          "The server lacks tablespaces of the dump: %s.".formatted(String.join(", ", missing)),
          "Create them, or restore into the database's own by tablespaces(false).");
    }
  }

  private void encoding(SqlSession session) throws DialectException {
    String here = session.value("SELECT pg_catalog.current_setting('server_encoding')");
    String there = dump.facts().getOrDefault("encoding", here);
    if (!here.equals(there) && (!here.equals("UTF8") || there.equals("SQL_ASCII"))) {
      error(
          "database.encoding",
          "The dump is of a database in %s; this one is in %s, which can't hold every text of it."
              .formatted(there, here),
          "Create the target with ENCODING '%s'.".formatted(there));
    }
    Map<String, String> facts = new Requirements(session).facts();
    for (String name : List.of("collate", "ctype", "localeProvider")) {
      String value = facts.getOrDefault(name, "");
      String wanted = dump.facts().getOrDefault(name, value);
      if (!wanted.equals(value)) {
        findings.add(
            Finding.warning(
                "database.locale",
                "The dump is of a database with %s = %s; here it is %s: texts may sort differently."
                    .formatted(name, wanted, value),
                "Create the target with the same locale."));
      }
    }
  }

  /** Who has a database is a decision of who made it; objects in it go to the owners they had. */
  private void owner(SqlSession session) throws DialectException {
    String here = new Requirements(session).facts().getOrDefault(Requirements.OWNER, "");
    String there = dump.facts().getOrDefault(Requirements.OWNER, here);
    if (settings.owners() && !there.equals(here)) {
      String database = session.value("SELECT pg_catalog.quote_ident(current_database())");
      findings.add(
          Finding.warning(
              "database.owner",
              "The dump is of a database that belongs to %s; this one belongs to %s and stays so."
                  .formatted(there, here),
              "If it should be otherwise: ALTER DATABASE %s OWNER TO %s;"
                  .formatted(database, Sql.name(there))));
    }
  }

  private void privileges(SqlSession session) throws DialectException {
    String user = session.value("SELECT pg_catalog.quote_ident(current_user)");
    String database = session.value("SELECT pg_catalog.quote_ident(current_database())");
    if (isInPlace()
        && !session
            .value(
                "SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')")
            .equals("t")) {
      error(
          "privilege.create",
          "The user %s may not create schemas in the database %s.".formatted(user, database),
          "GRANT CREATE ON DATABASE %s TO %s;".formatted(database, user));
    }
    if (isSuperuser(session)) {
      return;
    }
    List<String> foreign = isInPlace() ? notOwned(session) : List.of();
    if (!foreign.isEmpty()) {
      error(
          "privilege.owner",
          "The user %s does not own what has to be dropped: %s."
              .formatted(user, String.join(", ", foreign)),
          "Restore as their owner: GRANT owner TO %s;".formatted(user));
    }
    if (settings.owners()) {
      List<String> roles = new ArrayList<>(required(dump, "role:"));
      roles.removeAll(
          session.column(
              "SELECT rolname FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER')"));
      roles.removeAll(absentRoles(dump, session));
      if (!roles.isEmpty()) {
        findings.add(
            Finding.warning(
                "privilege.member",
                "The user %s is no member of these roles of the dump: %s. If they own objects, giving those to them fails."
                    .formatted(user, String.join(", ", roles)),
                "GRANT them to %s, or restore with owners(false).".formatted(user)));
      }
    }
  }

  /** What is there and could not be dropped. */
  private static List<String> notOwned(SqlSession session) throws DialectException {
    return session.column(
        """
            SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND %s
              AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY 1 LIMIT 20"""
            .formatted(Catalog.USER_SCHEMA));
  }

  /** What it takes to make a database beside the live one, and to exchange both. */
  private void beside(SqlSession session, DatabaseEndpoint target) throws DialectException {
    if (isInPlace()) {
      return;
    }
    SwapCheck check = new SwapCheck(session, target.database(), settings, context);
    check.creation(findings);
    if (options.mode() == RestoreMode.SWAP) {
      check.exchange(findings);
    } else {
      check.newName(options.into().orElse(""), findings);
    }
    Maintenance.open(new Login(target), context).close();
  }

  private boolean isInPlace() {
    return options.mode() == RestoreMode.IN_PLACE;
  }

  private void connections(SqlSession session) throws DialectException {
    long free =
        session.number(
            """
            SELECT pg_catalog.current_setting('max_connections')::pg_catalog.int8
              - pg_catalog.current_setting('superuser_reserved_connections')::pg_catalog.int8
              - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datid <> 0)""");
    if (free < options.workers() + 2L) {
      findings.add(
          Finding.warning(
              "server.connections",
              "The restore opens %d connections; the server has %d left."
                  .formatted(options.workers() + 2, free),
              "Raise max_connections, or use fewer workers."));
    }
  }
}
