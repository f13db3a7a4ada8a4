package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.util.ArrayList;
import java.util.List;

/** Grants and revokes on the server's own objects in this database, against those of a new one. */
final class SystemPrivileges {

  private static final String DIFFERENCES =
      """
      WITH objects AS (
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass AS class, p.oid, 0 AS sub,
          'f'::pg_catalog."char" AS kind, p.proacl AS acl, p.proowner AS owner, '' AS columns
        FROM pg_catalog.pg_proc p
        UNION ALL
        SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0,
          'r', c.relacl, c.relowner, ''
        FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'v')
        UNION ALL
        SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attnum,
          'c', a.attacl, c.relowner, ' (' || pg_catalog.quote_ident(a.attname) || ')'
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'v') AND a.attnum > 0
        UNION ALL
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0,
          'T', t.typacl, t.typowner, ''
        FROM pg_catalog.pg_type t
        UNION ALL
        SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 0,
          'n', n.nspacl, n.nspowner, ''
        FROM pg_catalog.pg_namespace n WHERE n.nspname IN ('pg_catalog', 'information_schema')
        UNION ALL
        SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 0,
          'l', l.lanacl, l.lanowner, ''
        FROM pg_catalog.pg_language l),
      changed AS (
        SELECT o.*, coalesce(o.acl, pg_catalog.acldefault(o.kind, o.owner)) AS present,
          coalesce(i.initprivs, pg_catalog.acldefault(o.kind, o.owner)) AS initial
        FROM objects o LEFT JOIN pg_catalog.pg_init_privs i
          ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.sub
        WHERE o.oid < 16384 AND o.acl IS DISTINCT FROM i.initprivs),
      differences AS (
        SELECT c.*, 1 AS step, e.* FROM changed c CROSS JOIN LATERAL (
          SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(c.present)
          EXCEPT
          SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(c.initial)) e
        UNION ALL
        SELECT c.*, 2 AS step, e.* FROM changed c CROSS JOIN LATERAL (
          SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(c.initial)
          EXCEPT
          SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(c.present)) e)
      SELECT d.step, d.privilege_type || d.columns,
        CASE d.kind WHEN 'f' THEN 'ROUTINE' WHEN 'T' THEN 'TYPE' WHEN 'n' THEN 'SCHEMA'
          WHEN 'l' THEN 'LANGUAGE' ELSE 'TABLE' END || ' ' || i.identity,
        CASE d.grantee WHEN 0 THEN 'PUBLIC'
          ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.grantee)) END,
        d.is_grantable
      FROM differences d
        CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.class, d.oid, 0) i
      ORDER BY d.step""";

  private final SqlSession session;
  private final OperationContext context;

  SystemPrivileges(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /** Makes them those of a new database, which only a superuser may; else reports what differs. */
  void reset(boolean superuser) throws DialectException {
    List<String> statements = new ArrayList<>();
    for (List<String> row : session.rows(DIFFERENCES)) {
      boolean revokes = row.get(0).equals("1");
      statements.add(
          "%s %s ON %s %s %s%s"
              .formatted(
                  revokes ? "REVOKE" : "GRANT",
                  row.get(1),
                  row.get(2),
                  revokes ? "FROM" : "TO",
                  row.get(3),
                  !revokes && row.get(4).equals("t") ? " WITH GRANT OPTION" : ""));
    }
    if (superuser) {
      for (String statement : statements) {
        session.run(statement + (statement.startsWith("REVOKE") ? " CASCADE" : ""));
      }
    } else if (!statements.isEmpty()) {
      context.report(
          Finding.warning(
              "restore.system-privileges",
              "Privileges on the server's own objects are not those of a new database, and stay.",
              "If the dump did not bring them, as a superuser: "
                  + String.join("; ", statements)
                  + ";"));
    }
  }
}
