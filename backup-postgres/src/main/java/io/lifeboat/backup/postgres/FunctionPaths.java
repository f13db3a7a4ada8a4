package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Functions that indexes, generated columns or materialised views use, and that say nothing of
 * their search path: an unqualified name in them is not found while a dump is restored. Servers
 * from 17 on run them without a search path at any time, so only a lasting setting helps there.
 */
final class FunctionPaths {

  static final String REQUIREMENT = "function:";

  private static final int SAFE_SEARCH_PATH = 17;

  private FunctionPaths() {}

  /** The functions of a source, as the server writes them with their arguments. */
  static List<String> used(SqlSession session) throws DialectException {
    return session.column(
        """
        SELECT DISTINCT p.oid::pg_catalog.regprocedure::pg_catalog.text
        FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid
          JOIN pg_catalog.pg_language l ON l.oid = p.prolang
        WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid >= 16384
          AND l.lanname IN ('sql', 'plpgsql') AND p.prosrc <> ''
          AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) s
            WHERE s LIKE 'search_path=%')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
            WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid
              AND e.deptype = 'e')
          AND (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            OR (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND EXISTS (
              SELECT FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute a
                ON a.attrelid = f.adrelid AND a.attnum = f.adnum
              WHERE f.oid = d.objid AND a.attgenerated <> ''))
            OR (d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND EXISTS (
              SELECT FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
              WHERE r.oid = d.objid AND c.relkind = 'm')))
        ORDER BY 1""");
  }

  static void check(
      DumpDescription dump, Version server, PostgresOptions options, List<Finding> findings) {
    if (server.major() < SAFE_SEARCH_PATH || options.functionSearchPathFixed()) {
      return;
    }
    for (String function : named(dump)) {
      findings.add(
          Finding.warning(
              "function.search-path",
              "The function %s is used by an index, a generated column or a materialised view and sets no search path: from version 17 on, unqualified names in it are not found."
                  .formatted(function),
              "In the source: ALTER FUNCTION %s SET search_path = public; or restore with functionSearchPathFixed(true)."
                  .formatted(function)));
    }
  }

  private static List<String> named(DumpDescription dump) {
    return dump.requirements().stream()
        .filter(requirement -> requirement.startsWith(REQUIREMENT))
        .map(requirement -> requirement.substring(REQUIREMENT.length()))
        .sorted()
        .toList();
  }

  /**
   * Sets the search paths in a target that has the functions already.
   *
   * @return what takes the settings back, for a server that needs them during the restore only
   */
  static List<String> set(
      DumpDescription dump, SqlSession session, PostgresOptions options, OperationContext context)
      throws DialectException {
    boolean lasting = session.version().atLeast(SAFE_SEARCH_PATH);
    List<String> undo = new ArrayList<>();
    if (named(dump).isEmpty() || (lasting && !options.functionSearchPathFixed())) {
      return undo;
    }
    String names = named(dump).stream().map(Sql::text).collect(Collectors.joining(", "));
    for (List<String> row :
        session.rows(
            """
            SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text, n.nspname
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE p.oid >= 16384
              AND p.oid::pg_catalog.regprocedure::pg_catalog.text IN (%s)"""
                .formatted(names))) {
      String path = row.get(1).equals("public") ? "public" : Sql.name(row.get(1)) + ", public";
      String set = "ALTER FUNCTION %s SET search_path = %s".formatted(row.get(0), path);
      session.run(set);
      if (lasting) {
        context.report(
            Finding.warning("function.search-path-fixed", "Run, as asked for: " + set + ";", ""));
      } else {
        undo.add("ALTER FUNCTION %s RESET search_path".formatted(row.get(0)));
      }
    }
    return undo;
  }
}
