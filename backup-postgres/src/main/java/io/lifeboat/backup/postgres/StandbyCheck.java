package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * What a physical standby can't give, or may take away. It replays the primary's changes, and what
 * they meet of a dump waits for them no longer than its settings say: then the dump is ended.
 */
final class StandbyCheck {

  private static final int NAMED = 20;

  private static final String NO_LIMIT = "-1";

  private final SqlSession session;
  private final PostgresOptions options;

  StandbyCheck(SqlSession session, PostgresOptions options) {
    this.session = session;
    this.options = options;
  }

  static boolean isStandby(SqlSession session) throws DialectException {
    return session.value("SELECT pg_catalog.pg_is_in_recovery()").equals("t");
  }

  void run(List<Finding> findings) throws DialectException {
    if (isStandby(session)) {
      unlogged(findings);
      conflicts(findings);
    }
  }

  private void unlogged(List<Finding> findings) throws DialectException {
    List<String> tables = new ArrayList<>();
    Catalog catalog = new Catalog(session, options);
    for (Catalog.Locked table : catalog.unloggedTables()) {
      if (options.takesRows(table.schema(), table.name())) {
        tables.add(table.schema() + "." + table.name());
      }
    }
    if (!tables.isEmpty()) {
      findings.add(
          Finding.error(
              "server.standby-unlogged",
              "The server is a standby, which has no rows of unlogged tables: %s."
                  .formatted(first(tables)),
              "Dump from the primary, or leave their rows out by excludeRows(...)."));
    }
    List<String> sequences = new ArrayList<>();
    for (Catalog.Locked sequence : catalog.unloggedSequences()) {
      sequences.add(sequence.schema() + "." + sequence.name());
    }
    if (!sequences.isEmpty()) {
      findings.add(
          Finding.error(
              "server.standby-unlogged",
              "The server is a standby, which has no values of unlogged sequences: %s."
                  .formatted(first(sequences)),
              "Dump from the primary, or leave them out by excludeTables(...); those of a table's columns, by excludeRows(...) of the table."));
    }
  }

  private static String first(List<String> names) {
    String named = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? named + " and %d more".formatted(names.size() - NAMED) : named;
  }

  private void conflicts(List<Finding> findings) throws DialectException {
    String streaming = "max_standby_streaming_delay";
    String archive = "max_standby_archive_delay";
    List<String> limits = new ArrayList<>();
    List<String> fixes = new ArrayList<>();
    for (String setting : List.of(streaming, archive)) {
      String value = session.value("SELECT pg_catalog.current_setting(" + Sql.text(setting) + ")");
      if (!value.equals(NO_LIMIT)) {
        limits.add(setting + " = " + value);
        fixes.add("ALTER SYSTEM SET " + setting + " = -1;");
      }
    }
    if (!limits.isEmpty()) {
      String feedback = session.value("SELECT pg_catalog.current_setting('hot_standby_feedback')");
      findings.add(
          Finding.warning(
              "server.standby",
              "The server is a standby: a change that conflicts with the dump, such as TRUNCATE, DROP, ALTER or VACUUM at the primary, waits for it no longer than %s (hot_standby_feedback = %s); then the dump fails."
                  .formatted(String.join(", ", limits), feedback),
              "On the standby, for the time of the dump: %s SELECT pg_reload_conf(); hot_standby_feedback = on keeps VACUUM from conflicting, not the others."
                  .formatted(String.join(" ", fixes))));
    }
  }
}
