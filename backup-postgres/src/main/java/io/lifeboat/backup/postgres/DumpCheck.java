package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.util.ArrayList;
import java.util.List;

/** Whether a dump would be whole, and what hinders it: each with its fix. */
final class DumpCheck {

  private static final int NAMED = 20;

  private final SqlSession session;
  private final DatabaseEndpoint source;
  private final DumpOptions options;
  private final PostgresOptions settings;
  private final OperationContext context;
  private String user = "";

  DumpCheck(
      SqlSession session,
      DatabaseEndpoint source,
      DumpOptions options,
      PostgresOptions settings,
      OperationContext context) {
    this.session = session;
    this.source = source;
    this.options = options;
    this.settings = settings;
    this.context = context;
  }

  void run(List<Finding> findings) throws DialectException {
    user = session.value("SELECT pg_catalog.quote_ident(current_user)");
    server(findings);
    client(findings);
    Catalog catalog = new Catalog(session, settings);
    List<Catalog.Locked> tables = catalog.tables();
    chosen(findings);
    privileges(tables, findings);
    rowSecurity(findings);
    largeObjects(findings);
    locks(findings);
    connections(findings);
    new StandbyCheck(session, settings).run(findings);
    prepared(findings);
  }

  private void server(List<Finding> findings) {
    if (!session.version().atLeast(13)) {
      findings.add(
          Finding.error(
              "server.version",
              "The server is of version %s; versions from 13 on are supported."
                  .formatted(session.version()),
              "Upgrade the server."));
    }
  }

  private void client(List<Finding> findings) throws DialectException {
    try {
      Clients clients = new Clients(settings, context);
      var dump = clients.dump(session.version());
      var unused = new Login(source).command(dump, context.workDirectory());
      clients.restore(Clients.version(dump).toString());
    } catch (DialectException e) {
      if (e.reason() == DialectException.Reason.CANCELLED) {
        throw e;
      }
      findings.add(Failures.finding(e));
    }
  }

  /** A name that was mistyped must not become a dump of nothing. */
  private void chosen(List<Finding> findings) throws DialectException {
    List<String> missing = new ArrayList<>();
    for (String schema : settings.schemas()) {
      String found =
          "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.text(schema);
      if (session.number(found) == 0) {
        missing.add(schema);
      }
    }
    for (String table : settings.namedTables()) {
      String found =
          "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
              + " ON n.oid = c.relnamespace WHERE n.nspname || '.' || c.relname = "
              + Sql.text(table);
      if (session.number(found) == 0) {
        missing.add(table);
      }
    }
    if (!missing.isEmpty()) {
      findings.add(
          Finding.error(
              "options.unknown",
              "The options name what the database does not have: "
                  + String.join(", ", missing)
                  + ".",
              "Correct the names; they are exact, without quotes and patterns."));
    }
  }

  private void privileges(List<Catalog.Locked> tables, List<Finding> findings)
      throws DialectException {
    List<String> unreadable =
        session.column(
            """
            SELECT CASE WHEN c.relkind = 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END
                || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE (c.oid IN (%s) OR (c.relkind = 'S' AND c.relpersistence <> 't' AND %s))
              AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
            ORDER BY 1"""
                .formatted(oids(tables), Catalog.USER_SCHEMA));
    for (String object : first(unreadable)) {
      findings.add(
          Finding.error(
              "privilege.select",
              "The user %s may not read the %s."
                  .formatted(
                      user,
                      object.toLowerCase(java.util.Locale.ROOT).startsWith("seq")
                          ? object.replace("SEQUENCE", "sequence")
                          : object.replace("TABLE", "table")),
              "GRANT SELECT ON %s TO %s;".formatted(object, user)));
    }
    more(unreadable, "privilege.select", findings);
    List<String> schemas =
        session.column(
            """
            SELECT DISTINCT pg_catalog.quote_ident(n.nspname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid IN (%s) AND NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') ORDER BY 1"""
                .formatted(oids(tables)));
    for (String schema : first(schemas)) {
      findings.add(
          Finding.error(
              "privilege.usage",
              "The user %s may not use the schema %s.".formatted(user, schema),
              "GRANT USAGE ON SCHEMA %s TO %s;".formatted(schema, user)));
    }
    more(schemas, "privilege.usage", findings);
  }

  private static String oids(List<Catalog.Locked> tables) {
    StringBuilder oids = new StringBuilder("0");
    tables.forEach(table -> oids.append(", ").append(table.oid()));
    return oids.toString();
  }

  private static List<String> first(List<String> names) {
    return names.subList(0, Math.min(NAMED, names.size()));
  }

  private void more(List<String> names, String code, List<Finding> findings) {
    if (names.size() > NAMED) {
      findings.add(
          Finding.error(
              code,
              "And %d more of the same.".formatted(names.size() - NAMED),
              "Or all at once: GRANT pg_read_all_data TO %s; (from version 14).".formatted(user)));
    }
  }

  private void rowSecurity(List<Finding> findings) throws DialectException {
    List<String> filtered =
        session.column(
            """
            SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND pg_catalog.row_security_active(c.oid) ORDER BY 1""");
    if (filtered.isEmpty()) {
      return;
    }
    String message =
        "Row-level security hides rows of these tables from the user %s: %s."
            .formatted(user, String.join(", ", first(filtered)));
    findings.add(
        settings.rowSecurityApplied()
            ? Finding.warning("privilege.row-security", message, "What is hidden is not dumped.")
            : Finding.error(
                "privilege.row-security",
                message,
                "ALTER ROLE %s BYPASSRLS; or dump what the user sees by rowSecurityApplied(true)."
                    .formatted(user)));
  }

  private void largeObjects(List<Finding> findings) throws DialectException {
    if (!settings.largeObjects()) {
      return;
    }
    long hidden =
        session.number(
            """
            SELECT count(*) FROM pg_catalog.pg_largeobject_metadata m
            WHERE NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
              AND NOT pg_catalog.pg_has_role(m.lomowner, 'USAGE')
              AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(m.lomacl) a
                WHERE a.privilege_type = 'SELECT'
                  AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE')))""");
    if (hidden > 0) {
      findings.add(
          Finding.error(
              "privilege.large-objects",
              "The user %s may not read %d large objects.".formatted(user, hidden),
              "Dump as their owner: GRANT owner TO %s; or leave them out by largeObjects(false)."
                  .formatted(user)));
    }
  }

  /** The holder and the client lock each table once; an entry of the lock table is shared. */
  private void locks(List<Finding> findings) throws DialectException {
    long needed =
        session.number(
            """
            SELECT count(*) FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND %s"""
                .formatted(Catalog.USER_SCHEMA));
    long each = setting("max_locks_per_transaction");
    long sessions = setting("max_connections") + setting("max_prepared_transactions");
    if (needed > each * sessions) {
      long enough = (needed + needed / 10) / sessions + 1;
      findings.add(
          Finding.error(
              "server.locks",
              "The dump locks %d tables at once; max_locks_per_transaction = %d gives room for %d."
                  .formatted(needed, each, each * sessions),
              "Set max_locks_per_transaction = %d in postgresql.conf and restart the server."
                  .formatted(enough)));
    }
  }

  private long setting(String name) throws DialectException {
    return session.number("SELECT pg_catalog.current_setting(" + Sql.text(name) + ")");
  }

  private void connections(List<Finding> findings) throws DialectException {
    long needed = options.workers() + 3L;
    long free =
        setting("max_connections")
            - setting("superuser_reserved_connections")
            - session.number("SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datid <> 0");
    if (free + 1 < needed) {
      findings.add(
          Finding.warning(
              "server.connections",
              "The dump opens %d connections; the server has %d left.".formatted(needed, free),
              "Raise max_connections, or use fewer workers."));
    }
  }

  private void prepared(List<Finding> findings) throws DialectException {
    List<String> open =
        session.column(
            "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database()");
    if (!open.isEmpty()) {
      findings.add(
          Finding.warning(
              "server.prepared-transactions",
              "Prepared transactions are open; what they changed is not in the dump: %s."
                  .formatted(String.join(", ", first(open))),
              "COMMIT PREPARED or ROLLBACK PREPARED them first."));
    }
  }
}
