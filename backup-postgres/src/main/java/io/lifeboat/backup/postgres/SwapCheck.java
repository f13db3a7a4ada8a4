package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a database can be made beside the live one, and exchanged with it. */
final class SwapCheck {

  /** What the server takes. */
  private static final int NAME_BYTES = 63;

  /** A session that comes and goes, such as a monitor's, is looked at again before it counts. */
  private static final int LOOKS = 3;

  private static final Duration PAUSE = Duration.ofMillis(300);

  private static final String SUPERUSER =
      "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user";

  private final SqlSession session;
  private final String database;
  private final PostgresOptions settings;
  private final OperationContext context;

  /**
   * Prepares to look.
   *
   * @param session in any database of the server
   * @param database the live one
   */
  SwapCheck(
      SqlSession session, String database, PostgresOptions settings, OperationContext context) {
    this.session = session;
    this.database = database;
    this.settings = settings;
    this.context = context;
  }

  private boolean is(String question) throws DialectException {
    return session.value(question).equals("t");
  }

  private String ofLive(String column) {
    return "SELECT %s FROM pg_catalog.pg_database d WHERE d.datname = %s"
        .formatted(column, Sql.text(database));
  }

  /** What making a database like the live one takes. */
  void creation(List<Finding> findings) throws DialectException {
    String user = session.value("SELECT pg_catalog.quote_ident(current_user)");
    if (!is(
        "SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
      findings.add(
          Finding.error(
              "privilege.createdb",
              "The user %s may not create databases.".formatted(user),
              "ALTER ROLE %s CREATEDB;".formatted(user)));
    }
    String space =
        session.value(
            ofLive(
                "CASE WHEN d.dattablespace = (SELECT dattablespace FROM pg_catalog.pg_database WHERE datname = 'template0')"
                    + " OR pg_catalog.has_tablespace_privilege(d.dattablespace, 'CREATE') THEN ''"
                    + " ELSE (SELECT pg_catalog.quote_ident(spcname) FROM pg_catalog.pg_tablespace t WHERE t.oid = d.dattablespace) END"));
    if (!space.isEmpty()) {
      findings.add(
          Finding.error(
              "privilege.tablespace",
              "The user %s may not create anything in the database's tablespace %s."
                  .formatted(user, space),
              "GRANT CREATE ON TABLESPACE %s TO %s;".formatted(space, user)));
    }
  }

  /** Whether a database can get a name. */
  void newName(String name, List<Finding> findings) throws DialectException {
    if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      findings.add(
          Finding.error(
              "into.name",
              "The name '%s' is longer than the %d bytes that the server takes."
                  .formatted(name, NAME_BYTES),
              "Choose a shorter one."));
    }
    if (session.number(
            "SELECT count(*) FROM pg_catalog.pg_database WHERE datname = " + Sql.text(name))
        > 0) {
      findings.add(
          Finding.error(
              "into.exists",
              "There is a database '%s' already.".formatted(name),
              "Choose another name, or drop it."));
    }
  }

  /** What exchanging it with the live one takes. */
  void exchange(List<Finding> findings) throws DialectException {
    String user = session.value("SELECT pg_catalog.quote_ident(current_user)");
    String owner =
        session.value(ofLive("pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.datdba))"));
    String right = session.version().atLeast(16) ? "SET" : "MEMBER";
    if (!is(
        ofLive(
            "pg_catalog.pg_has_role(d.datdba, 'USAGE') AND pg_catalog.pg_has_role(d.datdba, '%s')"
                .formatted(right)))) {
      findings.add(
          Finding.error(
              "privilege.database-owner",
              "The user %s does not own the database %s, which is renamed."
                  .formatted(user, Sql.name(database)),
              "GRANT %s TO %s;".formatted(owner, user)));
    }
    if (!is(SUPERUSER)) {
      keptSettings(user, findings);
    }
    blockers(findings);
    long bytes = session.number(ofLive("pg_catalog.pg_database_size(d.oid)"));
    findings.add(
        Finding.info(
            "restore.room",
            "The live database takes %d MiB. The restored one is loaded beside it, so the server's disk needs room for both until the old one is dropped."
                .formatted((bytes >> 20) + 1)));
  }

  /** Settings that the restored database would lack. */
  private void keptSettings(String user, List<Finding> findings) throws DialectException {
    List<String> lost =
        session.column(
            """
            SELECT pg_catalog.format('%%s%%s', pg_catalog.split_part(c.c, '=', 1),
              coalesce(' of ' || pg_catalog.quote_ident(r.rolname), ''))
            FROM pg_catalog.pg_db_role_setting s
              JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
              LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,
              LATERAL pg_catalog.unnest(s.setconfig) AS c(c)
            WHERE d.datname = %s AND ((r.rolname IS NOT NULL AND r.rolname <> current_user)
              OR EXISTS (SELECT FROM pg_catalog.pg_settings p
                WHERE p.name = pg_catalog.split_part(c.c, '=', 1)
                  AND p.context IN ('superuser', 'superuser-backend')))
            ORDER BY 1"""
                .formatted(Sql.text(database)));
    if (!lost.isEmpty()) {
      findings.add(
          Finding.error(
              "privilege.database-settings",
              "Only a superuser may give the restored database these settings of the live one: %s."
                  .formatted(String.join(", ", lost)),
              "Restore as a superuser, or let %s reset them.".formatted(user)));
    }
  }

  /** What is bound to the live database and would not follow its name: the caller decides. */
  void blockers(List<Finding> findings) throws DialectException {
    prepared(findings);
    slots(findings);
    subscriptions(findings);
    sessions(findings);
  }

  private void prepared(List<Finding> findings) throws DialectException {
    List<String> open =
        session.column(
            "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = %s ORDER BY 1"
                .formatted(Sql.text(database)));
    if (!open.isEmpty()) {
      findings.add(
          Finding.error(
              "decide.prepared-transactions",
              "Prepared transactions are open in the live database, which can't be renamed before they end: %s."
                  .formatted(String.join(", ", open)),
              "COMMIT PREPARED or ROLLBACK PREPARED them."));
    }
  }

  private void slots(List<Finding> findings) throws DialectException {
    List<String> slots =
        session.column(
            "SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE database = %s AND NOT temporary ORDER BY 1"
                .formatted(Sql.text(database)));
    decide(
        "decide.logical-slots",
        "Logical replication slots of the live database would stay with the old copy: %s."
            .formatted(String.join(", ", slots)),
        "Drop them and set up again what reads them, or exchange all the same by logicalSlotsLeft(true).",
        slots,
        settings.logicalSlotsLeft(),
        findings);
  }

  private void subscriptions(List<Finding> findings) throws DialectException {
    List<String> subscriptions =
        session.column(
            """
            SELECT s.subname FROM pg_catalog.pg_subscription s
              JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = %s ORDER BY 1"""
                .formatted(Sql.text(database)));
    decide(
        "decide.subscriptions",
        "Subscriptions of the live database would stay with the old copy, and go on filling it: %s."
            .formatted(String.join(", ", subscriptions)),
        "Drop them and subscribe again after the restore, or exchange all the same by subscriptionsLeft(true).",
        subscriptions,
        settings.subscriptionsLeft(),
        findings);
  }

  private static void decide(
      String code,
      String message,
      String fix,
      List<String> what,
      boolean decided,
      List<Finding> findings) {
    if (!what.isEmpty()) {
      findings.add(
          decided ? Finding.warning(code, message, "") : Finding.error(code, message, fix));
    }
  }

  private void sessions(List<Finding> findings) throws DialectException {
    String oid = session.value(ofLive("d.oid"));
    List<String> foreign = new ArrayList<>(new Sessions(session).foreign(oid));
    for (int look = 1; look < LOOKS && !foreign.isEmpty(); look++) {
      Sessions.pause(PAUSE, context);
      foreign.retainAll(new Sessions(session).foreign(oid));
    }
    if (!foreign.isEmpty()) {
      String user = session.value("SELECT pg_catalog.quote_ident(current_user)");
      findings.add(
          Finding.error(
              "decide.sessions",
              "Sessions in the live database would have to end, and the user %s may not end them: %s."
                  .formatted(user, String.join(", ", foreign)),
              "End them, or GRANT pg_signal_backend TO %s; for those that are no superuser's."
                  .formatted(user)));
    }
  }
}
