package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a database stands on, and a target must have or be like. */
final class Requirements {

  /** The fact that says whose the database is. */
  static final String OWNER = "owner";

  private final SqlSession session;

  Requirements(SqlSession session) {
    this.session = session;
  }

  /** Roles, extensions, tablespaces, encoding, functions that need a path. */
  Set<String> all() throws DialectException {
    Set<String> requirements = new TreeSet<>();
    for (String role :
        session.column(
            """
            SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend d
              JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid
            WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
              AND d.dbid = (SELECT oid FROM pg_catalog.pg_database
                WHERE datname = pg_catalog.current_database())
            UNION
            SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid < 16384 AND (
              EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
                ON n.oid = c.relnamespace WHERE c.relowner = r.oid AND c.oid >= 16384 AND %s)
              OR EXISTS (SELECT FROM pg_catalog.pg_proc p
                WHERE p.proowner = r.oid AND p.oid >= 16384)
              OR EXISTS (SELECT FROM pg_catalog.pg_namespace s
                WHERE s.nspowner = r.oid AND s.oid >= 16384))"""
                .formatted(Catalog.USER_SCHEMA))) {
      requirements.add("role:" + role);
    }
    for (List<String> row :
        session.rows(
            "SELECT extname, extversion FROM pg_catalog.pg_extension WHERE oid >= 16384")) {
      requirements.add("extension:" + row.get(0) + "=" + row.get(1));
    }
    for (String tablespace :
        session.column(
            """
            SELECT DISTINCT t.spcname FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace
            WHERE c.relpersistence <> 't' AND t.spcname <> 'pg_global'""")) {
      requirements.add("tablespace:" + tablespace);
    }
    requirements.add("encoding:" + encoding());
    FunctionPaths.used(session)
        .forEach(function -> requirements.add(FunctionPaths.REQUIREMENT + function));
    return requirements;
  }

  String encoding() throws DialectException {
    return session.value("SELECT pg_catalog.current_setting('server_encoding')");
  }

  /** What else a restore looks at: encoding, locale, schema public, time zone. */
  Map<String, String> facts() throws DialectException {
    boolean provider = session.version().atLeast(15);
    List<String> row =
        session
            .rows(
                "SELECT datcollate, datctype, %s, pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
                    .formatted(provider ? "datlocprovider" : "'c'"))
            .get(0);
    Map<String, String> facts = new HashMap<>();
    facts.put("encoding", encoding());
    facts.put("collate", row.get(0));
    facts.put("ctype", row.get(1));
    facts.put("localeProvider", row.get(2));
    facts.put(OWNER, row.get(3));
    facts.put(
        "publicSchema",
        session.value("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'public'"));
    facts.put("timeZone", session.value("SELECT pg_catalog.current_setting('TimeZone')"));
    return facts;
  }
}
