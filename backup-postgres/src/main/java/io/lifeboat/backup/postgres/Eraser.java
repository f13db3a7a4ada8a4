package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops everything a database holds, and keeps the database, the schema {@code public}, and the
 * extensions that this user could not bring back. In small steps, since each object that is dropped
 * takes room in the server's lock table until its transaction ends.
 */
final class Eraser {

  private static final int TABLES_A_STEP = 100;
  private static final int LARGE_OBJECTS_A_STEP = 1000;

  private static final String MINE =
      "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";

  private final SqlSession session;
  private final OperationContext context;

  Eraser(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /**
   * Erases.
   *
   * @param patience how long each step waits for others to let go
   * @param keepsPublic whether there is a schema {@code public} afterwards
   */
  void run(Duration patience, boolean keepsPublic) throws DialectException {
    session.run("SET lock_timeout = " + patience.toMillis());
    session.run("SET default_transaction_read_only = off");
    dropEach("EVENT TRIGGER", "pg_event_trigger", "evtname");
    dropSubscriptions();
    dropEach("PUBLICATION", "pg_publication", "pubname");
    dropRelations();
    dropExtensions();
    dropSchemas();
    dropLeftovers();
    dropLargeObjects();
    forgetDefaultPrivileges();
    resetPublic(keepsPublic);
    new SystemPrivileges(session, context).reset(session.value("SELECT " + MINE).equals("t"));
    session.run("SET lock_timeout = 0");
  }

  private static String notOfExtension(String catalog, String alias) {
    return """
        NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.%s'::pg_catalog.regclass AND d.objid = %s.oid
            AND d.deptype = 'e')"""
        .formatted(catalog, alias);
  }

  private void dropEach(String kind, String catalog, String column) throws DialectException {
    for (String name :
        session.column(
            "SELECT o.%s FROM pg_catalog.%s o WHERE %s"
                .formatted(column, catalog, notOfExtension(catalog, "o")))) {
      session.run("DROP %s IF EXISTS %s CASCADE".formatted(kind, Sql.name(name)));
    }
  }

  /** The slot at the publisher is left: this server may not even reach it. */
  void dropSubscriptions() throws DialectException {
    for (String name :
        session.column(
            """
            SELECT subname FROM pg_catalog.pg_subscription
            WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database
              WHERE datname = pg_catalog.current_database())""")) {
      String quoted = Sql.name(name);
      session.run("ALTER SUBSCRIPTION " + quoted + " DISABLE");
      session.run("ALTER SUBSCRIPTION " + quoted + " SET (slot_name = NONE)");
      session.run("DROP SUBSCRIPTION " + quoted);
      context.report(
          Finding.warning(
              "restore.subscription",
              "The subscription %s was dropped; its slot at the publisher is left.".formatted(name),
              "Drop the slot at the publisher, or set it again: ALTER SUBSCRIPTION ... SET (slot_name = ...)."));
    }
  }

  /**
   * Partitions before what they are part of, so that no step takes all of a large table's locks.
   */
  private void dropRelations() throws DialectException {
    Map<String, List<String>> byKind = new LinkedHashMap<>();
    for (List<String> row :
        session.rows(
            """
            SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
              AND %s AND %s
            ORDER BY c.relkind IN ('v', 'm') DESC, c.relispartition DESC, c.relkind = 'p', c.oid"""
                .formatted(Catalog.USER_SCHEMA, notOfExtension("pg_class", "c")))) {
      byKind
          .computeIfAbsent(row.get(0), kind -> new ArrayList<>())
          .add(Sql.name(row.get(1), row.get(2)));
    }
    for (Map.Entry<String, List<String>> kind : byKind.entrySet()) {
      List<String> names = kind.getValue();
      for (int from = 0; from < names.size(); from += TABLES_A_STEP) {
        stopIfCancelled();
        String step =
            String.join(", ", names.subList(from, Math.min(names.size(), from + TABLES_A_STEP)));
        session.run("DROP %s IF EXISTS %s CASCADE".formatted(kind.getKey(), step));
      }
    }
  }

  private void stopIfCancelled() throws DialectException {
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new IllegalStateException("cancelled"));
    }
  }

  /** Only what this user may create again. */
  private void dropExtensions() throws DialectException {
    for (String name :
        session.column(
            """
            SELECT e.extname FROM pg_catalog.pg_extension e
            WHERE e.oid >= 16384 AND (%s OR (pg_catalog.pg_has_role(e.extowner, 'USAGE')
              AND EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions v
                WHERE v.name = e.extname AND v.version = e.extversion AND v.trusted)))"""
                .formatted(MINE))) {
      session.run("DROP EXTENSION IF EXISTS " + Sql.name(name) + " CASCADE");
    }
  }

  private void dropSchemas() throws DialectException {
    for (String name :
        session.column(
            """
            SELECT n.nspname FROM pg_catalog.pg_namespace n
            WHERE %s AND n.nspname <> 'public' AND %s
              AND (%s OR pg_catalog.pg_has_role(n.nspowner, 'USAGE'))"""
                .formatted(Catalog.USER_SCHEMA, notOfExtension("pg_namespace", "n"), MINE))) {
      session.run("DROP SCHEMA IF EXISTS " + Sql.name(name) + " CASCADE");
    }
  }

  /** What is in schemas that stay, and what is in none. The server writes the names itself. */
  private void dropLeftovers() throws DialectException {
    List<String> queries = new ArrayList<>();
    queries.add(inSchema("pg_class", "relnamespace", "o.relkind = 'S'"));
    queries.add(inSchema("pg_proc", "pronamespace", "true"));
    queries.add(
        inSchema(
            "pg_type",
            "typnamespace",
            """
            o.typtype IN ('b', 'c', 'd', 'e', 'r', 'p') AND o.typelem = 0
              AND (o.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c
                WHERE c.oid = o.typrelid AND c.relkind = 'c'))"""));
    queries.add(inSchema("pg_collation", "collnamespace", "true"));
    queries.add(inSchema("pg_conversion", "connamespace", "true"));
    queries.add(inSchema("pg_operator", "oprnamespace", "true"));
    queries.add(inSchema("pg_opclass", "opcnamespace", "true"));
    queries.add(inSchema("pg_opfamily", "opfnamespace", "true"));
    queries.add(inSchema("pg_ts_config", "cfgnamespace", "true"));
    queries.add(inSchema("pg_ts_dict", "dictnamespace", "true"));
    queries.add(inSchema("pg_ts_parser", "prsnamespace", "true"));
    queries.add(inSchema("pg_ts_template", "tmplnamespace", "true"));
    for (String catalog :
        List.of(
            "pg_foreign_server", "pg_foreign_data_wrapper", "pg_cast", "pg_am", "pg_language")) {
      queries.add(
          "SELECT 'pg_catalog.%s'::pg_catalog.regclass AS class, o.oid FROM pg_catalog.%s o WHERE o.oid >= 16384 AND %s"
              .formatted(catalog, catalog, notOfExtension(catalog, "o")));
    }
    for (String query : queries) {
      for (List<String> row :
          session.rows(
              "SELECT i.type, i.identity FROM ("
                  + query
                  + ") x, LATERAL pg_catalog.pg_identify_object(x.class, x.oid, 0) i")) {
        stopIfCancelled();
        session.run("DROP %s IF EXISTS %s CASCADE".formatted(kind(row.get(0)), row.get(1)));
      }
    }
  }

  private static String inSchema(String catalog, String column, String which) {
    return """
        SELECT 'pg_catalog.%s'::pg_catalog.regclass AS class, o.oid FROM pg_catalog.%s o
          JOIN pg_catalog.pg_namespace n ON n.oid = o.%s
        WHERE o.oid >= 16384 AND %s AND (%s) AND %s"""
        .formatted(
            catalog, catalog, column, Catalog.USER_SCHEMA, which, notOfExtension(catalog, "o"));
  }

  private static String kind(String type) {
    return switch (type) {
      case "function", "procedure", "aggregate" -> "ROUTINE";
      case "composite type" -> "TYPE";
      case "foreign-data wrapper" -> "FOREIGN DATA WRAPPER";
      default -> type;
    };
  }

  private void dropLargeObjects() throws DialectException {
    String step =
        """
        SELECT count(pg_catalog.lo_unlink(m.oid)) FROM (
          SELECT oid FROM pg_catalog.pg_largeobject_metadata LIMIT %d) m"""
            .formatted(LARGE_OBJECTS_A_STEP);
    while (session.number(step) > 0) {
      stopIfCancelled();
    }
  }

  /** Gives each role's default privileges back what they are without any. */
  private void forgetDefaultPrivileges() throws DialectException {
    for (List<String> row :
        session.rows(
            """
            SELECT r.rolname, coalesce(n.nspname, ''),
              CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
                ELSE 'LARGE OBJECTS' END,
              coalesce((SELECT pg_catalog.string_agg(DISTINCT CASE x.grantee WHEN 0 THEN 'PUBLIC'
                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END, ', ')
                FROM pg_catalog.aclexplode(a.defaclacl) x), '')
            FROM pg_catalog.pg_default_acl a JOIN pg_catalog.pg_roles r ON r.oid = a.defaclrole
              LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace""")) {
      String alter =
          "ALTER DEFAULT PRIVILEGES FOR ROLE "
              + Sql.name(row.get(0))
              + (row.get(1).isEmpty() ? "" : " IN SCHEMA " + Sql.name(row.get(1)));
      String kind = row.get(2);
      if (!row.get(3).isEmpty()) {
        session.run("%s REVOKE ALL ON %s FROM %s".formatted(alter, kind, row.get(3)));
      }
      if (row.get(1).isEmpty()) {
        session.run("%s GRANT ALL ON %s TO %s".formatted(alter, kind, Sql.name(row.get(0))));
        if (kind.equals("FUNCTIONS") || kind.equals("TYPES")) {
          String right = kind.equals("TYPES") ? "USAGE" : "EXECUTE";
          session.run("%s GRANT %s ON %s TO PUBLIC".formatted(alter, right, kind));
        }
      }
    }
  }

  /** As in a database that was just created, if it is this user's to change. */
  private void resetPublic(boolean keep) throws DialectException {
    boolean there =
        session.number("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'public'") > 0;
    boolean mine =
        !there
            || session
                .value(
                    "SELECT %s OR pg_catalog.pg_has_role(nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = 'public'"
                        .formatted(MINE))
                .equals("t");
    if (!mine || (!there && !keep)) {
      return;
    }
    if (!keep) {
      session.run("DROP SCHEMA public CASCADE");
      return;
    }
    if (!there) {
      session.run("CREATE SCHEMA public");
    }
    for (String grantee :
        session.column(
            """
            SELECT DISTINCT CASE x.grantee WHEN 0 THEN 'PUBLIC'
              ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END
            FROM pg_catalog.pg_namespace n, LATERAL pg_catalog.aclexplode(n.nspacl) x
            WHERE n.nspname = 'public' AND x.grantee <> n.nspowner""")) {
      session.run("REVOKE ALL ON SCHEMA public FROM " + grantee + " CASCADE");
    }
    boolean closed = session.version().atLeast(15);
    session.run("GRANT " + (closed ? "USAGE" : "ALL") + " ON SCHEMA public TO PUBLIC");
    if (closed && session.value("SELECT " + MINE).equals("t")) {
      session.run("ALTER SCHEMA public OWNER TO pg_database_owner");
    }
    session.run("COMMENT ON SCHEMA public IS 'standard public schema'");
  }
}
