package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifeboat.backup.BackupException;
import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupManagerBuilder;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.DrillReport;
import io.lifeboat.backup.DrillRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.Operation;
import io.lifeboat.backup.RestoreFailedException;
import io.lifeboat.backup.RestoreHooks;
import io.lifeboat.backup.RestoreRefusedException;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A restore that exchanges databases, as a host application does it. */
class SwapTest extends OnServer {

  private static final String ROWS =
      "CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t SELECT n, 'row ' || n FROM generate_series(1, 5000) n;";

  private String live = "";

  @BeforeEach
  void createDatabase() throws SQLException {
    live = server.createDatabase("live");
  }

  @AfterEach
  void dropAll() throws SQLException {
    for (String name : beside()) {
      server.dropDatabase(name);
    }
    server.dropDatabase(live);
  }

  private BackupManagerBuilder builder() {
    return builder(PostgresTestServer.SUPERUSER);
  }

  private BackupManagerBuilder builder(String role) {
    return BackupManager.builder()
        .application(HostApplication.of("swap", "1.0.0"))
        .database(server.endpoint(live, role))
        .dialectOptions(server.options())
        .storage(work.resolve("storage"))
        .stateDirectory(work.resolve("state"))
        .encryption(Encryption.none())
        .workers(3);
  }

  private Contents now() throws Exception {
    return Contents.of(server, live);
  }

  /** The databases that Lifeboat made beside the live one. */
  private List<String> beside() throws SQLException {
    return server.rows(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE %s"
            .formatted(PostgresTestServer.literal(live.substring(0, 8) + "%.lifeboat-%")));
  }

  private static String backup(BackupManager backups) {
    return backups.backup(BackupRequest.everything()).id();
  }

  private void wreck() throws SQLException {
    server.sql(live, "DROP TABLE t; CREATE TABLE other (a int); INSERT INTO other VALUES (1)");
  }

  @Test
  void theRestoredDatabaseIsExchangedWithTheLiveOneAndBackAndForth() throws Exception {
    server.sql(live, ROWS);
    Contents before = now();
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      wreck();
      Contents wrecked = now();

      assertEquals(RestoreMode.SWAP, backups.preview(RestoreRequest.ofBackup(id)).mode());
      RestoreReport report = backups.restore(RestoreRequest.ofBackup(id));

      assertEquals(before, now());
      assertTrue(report.pendingUndo().isPresent());
      assertEquals(1, beside().size(), beside()::toString);
      assertEquals(wrecked, Contents.of(server, beside().get(0)));

      server.sql(live, "INSERT INTO t SELECT n, 'since' FROM generate_series(5001, 5123) n");
      Contents since = now();
      Eventually.holds("the rows are counted", () -> undoRows(backups).contains("About 123 rows"));
      assertTrue(backups.undo().undone());
      assertEquals(wrecked, now());
      assertTrue(undoRows(backups).contains("About 0 rows"), () -> undoRows(backups));
      assertFalse(backups.undo().undone());
      assertEquals(since, now());
      backups.discardUndo();
      assertEquals(List.of(), beside());
      assertEquals(since, now());
    }
  }

  @Test
  void aZooComesBackByExchange() throws Exception {
    server.dropDatabase(live);
    live =
        server.createDatabase("live", "TEMPLATE " + PostgresTestServer.identifier(Zoo.on(server)));
    Contents before = now();
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      String quiet = major >= 17 ? "event_triggers = off" : "session_replication_role = replica";
      server.sql(live, "SET " + quiet + "; DROP SCHEMA tables CASCADE; SELECT lo_unlink(1)");

      backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());

      Contents after = now();
      assertEquals(before.rows(), after.rows());
      assertEquals(before.rest(), after.rest());
      assertEquals(before.schema(), after.schema());
    }
  }

  /** What belongs to the database itself, without its OID. */
  private List<String> ownThings(String database) throws SQLException {
    return server.rows(
        "postgres",
        """
        SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datlocprovider, %s,
          t.spcname, datconnlimit, datacl, shobj_description(d.oid, 'pg_database'),
          (SELECT string_agg(coalesce(r.rolname, '') || ' ' || c, '; ' ORDER BY r.rolname, c)
            FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole,
              LATERAL unnest(s.setconfig) c WHERE s.setdatabase = d.oid)
        FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = %s"""
            .formatted(
                major >= 17 ? "datlocale" : "daticulocale", PostgresTestServer.literal(database)));
  }

  @Test
  void whatBelongsToTheLiveDatabaseItselfIsKept() throws Exception {
    Zoo.prepare(server);
    String owner = server.createRole("owner", "");
    String app = server.createRole("app", "");
    server.dropDatabase(live);
    live =
        server.createDatabase(
            "live",
            "TEMPLATE template0 ENCODING 'UTF8' %s LC_COLLATE 'C' LC_CTYPE 'C' OWNER %s TABLESPACE zoo_space"
                .formatted(
                    major >= 17
                        ? "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
                        : "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'",
                    owner));
    String name = PostgresTestServer.identifier(live);
    server.sql(live, ROWS + "ALTER DATABASE " + name + " SET work_mem TO '5MB'");
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      server.sql(
          live,
          """
          COMMENT ON DATABASE %1$s IS 'the live one';
          REVOKE CONNECT ON DATABASE %1$s FROM PUBLIC;
          GRANT CONNECT ON DATABASE %1$s TO %2$s WITH GRANT OPTION;
          ALTER DATABASE %1$s CONNECTION LIMIT 77;
          ALTER DATABASE %1$s SET work_mem TO '6MB';
          ALTER DATABASE %1$s SET search_path TO "$user", 'a b', public;
          ALTER ROLE %2$s IN DATABASE %1$s SET statement_timeout TO '7s';"""
              .formatted(name, app));
      List<String> before = ownThings(live);

      backups.restore(RestoreRequest.ofBackup(id));

      assertEquals(before, ownThings(live));
      backups.undo();
      assertEquals(before, ownThings(live));
    }
  }

  @Test
  void whatTheLiveDatabaseSaysNothingOfComesFromTheArchive() throws Exception {
    String app = server.createRole("app", "");
    String name = PostgresTestServer.identifier(live);
    server.sql(
        live,
        ROWS
            + """
              COMMENT ON DATABASE %1$s IS 'archived';
              REVOKE CONNECT ON DATABASE %1$s FROM PUBLIC;
              GRANT CONNECT ON DATABASE %1$s TO %2$s;
              ALTER DATABASE %1$s CONNECTION LIMIT 66;
              ALTER DATABASE %1$s SET work_mem TO '5MB';"""
                .formatted(name, app));
    List<String> before = ownThings(live);
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      server.dropDatabase(live);
      server.sql("postgres", "CREATE DATABASE " + name + " TEMPLATE template0");

      backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());

      assertEquals(before, ownThings(live));
    }
  }

  /** Runs the host's smoke test as its own role: reads, writes, calls, continues sequences. */
  private void smoke(String app) throws SQLException {
    server.sql(
        live,
        app,
        """
        INSERT INTO shop.purchase (customer) SELECT id FROM shop.customer LIMIT 1;
        UPDATE shop.customer SET name = shop.greet(name) WHERE id = 1;
        SELECT count(*) FROM shop.busy;
        CREATE TEMPORARY TABLE own (a int);""");
  }

  @Test
  void theHostsUnprivilegedRoleWorksAsBefore() throws Exception {
    String app = server.createRole("app", "");
    server.sql(
        live,
        """
        REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
        GRANT CONNECT, TEMPORARY ON DATABASE %1$s TO %2$s;
        CREATE SCHEMA shop;
        GRANT USAGE ON SCHEMA shop TO %2$s;
        ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT, INSERT, UPDATE ON TABLES TO %2$s;
        ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT USAGE ON SEQUENCES TO %2$s;
        CREATE TABLE shop.customer (id serial PRIMARY KEY, name text);
        CREATE TABLE shop.purchase (id int GENERATED ALWAYS AS IDENTITY, customer int REFERENCES shop.customer);
        INSERT INTO shop.customer (name) SELECT 'Customer ' || n FROM generate_series(1, 300) n;
        CREATE VIEW shop.busy AS SELECT customer, count(*) FROM shop.purchase GROUP BY 1;
        GRANT SELECT ON shop.busy TO %2$s;
        CREATE FUNCTION shop.greet(text) RETURNS text LANGUAGE sql AS $$SELECT $1 || '!'$$;
        REVOKE EXECUTE ON FUNCTION shop.greet FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION shop.greet TO %2$s;"""
            .formatted(PostgresTestServer.identifier(live), app));
    smoke(app);
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      server.sql(live, "DROP SCHEMA shop CASCADE");

      backups.restore(RestoreRequest.ofBackup(id));

      smoke(app);
      server.sql(live, "CREATE TABLE shop.later (id serial PRIMARY KEY)");
      server.sql(live, app, "INSERT INTO shop.later DEFAULT VALUES");
    }
  }

  @Test
  void aRoleThatMayCreateDatabasesExchangesItsOwn() throws Exception {
    String role = server.createRole("plain", "CREATEDB");
    server.sql(
        "postgres",
        "ALTER DATABASE %s OWNER TO %s".formatted(PostgresTestServer.identifier(live), role));
    server.sql(live, role, ROWS);
    Contents before = now();
    try (BackupManager backups = builder(role).build()) {
      String id = backup(backups);
      server.sql(live, role, "DROP TABLE t");

      RestoreReport report = backups.restore(RestoreRequest.ofBackup(id).swapped());

      assertEquals(before, now());
      assertTrue(report.pendingUndo().isPresent());
      backups.undo();
      backups.discardUndo();
      assertEquals(List.of(), beside());
    }
  }

  @Test
  void withoutThePrivilegesTheLoadIsInPlaceAndEachIsNamed() throws Exception {
    String role = server.createRole("plain", "");
    server.sql(
        live,
        "GRANT ALL ON DATABASE %s TO %s; GRANT ALL ON SCHEMA public TO %2$s"
            .formatted(PostgresTestServer.identifier(live), role));
    server.sql(live, role, ROWS);
    try (BackupManager backups = builder(role).build()) {
      String id = backup(backups);

      RestoreRequest request = RestoreRequest.ofBackup(id);
      String refused = String.valueOf(backups.preview(request.swapped()).findings());

      assertTrue(refused.contains("ALTER ROLE %s CREATEDB;".formatted(role)), refused);
      assertTrue(refused.contains("GRANT postgres TO %s;".formatted(role)), refused);
      assertFalse(backups.preview(request.swapped()).isAllowed());
      assertEquals(RestoreMode.IN_PLACE, backups.preview(request).mode());
      backups.restore(request);
      assertEquals(List.of(), beside());
    }
  }

  @Test
  void whatIsBoundToTheLiveDatabaseIsNamedAndLeftToTheCaller() throws Exception {
    server.sql(live, ROWS);
    try (BackupManager backups = builder().build()) {
      RestoreRequest request = RestoreRequest.ofBackup(backup(backups)).withoutSafetyBackup();
      server.sql(live, "SELECT pg_create_logical_replication_slot('stays', 'test_decoding')");
      server.sql(
          live,
          "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)");
      server.sql(live, "BEGIN; INSERT INTO t VALUES (-1); PREPARE TRANSACTION 'two phases'");
      try {
        List<Finding> findings = backups.preview(request).findings();
        assertEquals(
            List.of("decide.logical-slots", "decide.prepared-transactions", "decide.subscriptions"),
            findings.stream().filter(Finding::isError).map(Finding::code).sorted().toList());
        String said = String.valueOf(findings);
        assertTrue(
            said.contains(": stays.") && said.contains(": sub.") && said.contains("two phases"),
            said);
        assertThrows(RestoreRefusedException.class, () -> backups.restore(request));
      } finally {
        server.sql(live, "ROLLBACK PREPARED 'two phases'");
      }

      RestoreReport report =
          backups.restore(
              request.withDialectOptions(
                  server.optionsBuilder().logicalSlotsLeft(true).subscriptionsLeft(true).build()));

      assertTrue(report.pendingUndo().isPresent());
      assertEquals(beside(), server.rows("postgres", "SELECT database FROM pg_replication_slots"));
      backups.discardUndo();
      assertEquals(List.of(), beside(), "a database that subscribes can be dropped all the same");
      assertEquals(List.of(), server.rows("postgres", "SELECT 1 FROM pg_replication_slots"));
    }
  }

  @Test
  void subscriptionsOfTheArchiveAreMadeWithoutASlotAndDisabled() throws Exception {
    server.sql(live, ROWS);
    server.sql(
        live,
        "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid password=secret' PUBLICATION p WITH (connect = false, slot_name = 'theirs')");
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      server.sql(live, "ALTER SUBSCRIPTION sub SET (slot_name = NONE)");
      server.sql(live, "DROP SUBSCRIPTION sub");

      RestoreReport report = backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());

      assertEquals(
          List.of("sub|f|null"),
          server.rows(
              live,
              "SELECT subname, subenabled, subslotname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"));
      String said = String.valueOf(report.findings());
      assertTrue(said.contains("The subscription sub was made without a slot"), said);
      assertFalse(said.contains("secret"), said);
      server.sql(live, "DROP SUBSCRIPTION sub");
    }
  }

  @Test
  void aSessionThatMayNotBeEndedIsNamedAndTheExchangeWaitsForIt() throws Exception {
    String role = server.createRole("plain", "CREATEDB");
    server.sql(
        "postgres",
        "ALTER DATABASE %s OWNER TO %s".formatted(PostgresTestServer.identifier(live), role));
    server.sql(live, role, ROWS);
    AtomicReference<Connection> session = new AtomicReference<>();
    RestoreHooks hooks =
        new RestoreHooks() {
          @Override
          public void beforeSwap(String backupId) throws SQLException {
            session.set(server.connect(live));
          }
        };
    try (BackupManager backups = builder(role).hooks(hooks).build()) {
      RestoreRequest request = RestoreRequest.ofBackup(backup(backups)).withoutSafetyBackup();
      try (Connection superuser = server.connect(live)) {
        assertFalse(superuser.isClosed());
        String said = String.valueOf(backups.preview(request).findings());
        assertTrue(said.contains("may not end them: postgres (process "), said);
        assertTrue(said.contains("GRANT pg_signal_backend TO " + role), said);
        assertEquals(RestoreMode.SWAP, backups.preview(request).mode());
      }

      Operation<RestoreReport> operation = backups.startRestore(request);
      Eventually.holds("the session is there", () -> session.get() != null);
      Thread.sleep(1000);
      assertFalse(operation.isDone());
      server.sql(live, "SELECT 1"); // nobody is held off meanwhile
      Objects.requireNonNull(session.get()).close();

      RestoreReport report = operation.await();
      assertTrue(
          report.took().minus(report.heldOff()).toMillis() > 900, "the wait held nobody off");
    }
  }

  @Test
  void aHookThatFailsAfterTheExchangeHasTheOldDatabaseBack() throws Exception {
    server.sql(live, ROWS);
    server.sql(
        live,
        "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false, slot_name = NONE)");
    RestoreHooks hooks =
        new RestoreHooks() {
          @Override
          public void afterSwap(String backupId) throws SQLException {
            throw new SQLException("the migration failed");
          }
        };
    try (BackupManager backups = builder().hooks(hooks).build()) {
      String id = backup(backups);
      server.sql(live, "DROP SUBSCRIPTION sub"); // the restored one has it, and goes all the same
      wreck();
      Contents wrecked = now();

      RestoreFailedException failed =
          assertThrows(
              RestoreFailedException.class, () -> backups.restore(RestoreRequest.ofBackup(id)));

      assertEquals(RestoreFailedException.TargetState.UNCHANGED, failed.targetState());
      assertEquals(wrecked, now());
      assertEquals(List.of(), beside());
    }
  }

  @Test
  void aRestoreThatIsCancelledWhileItLoadsLeavesNothing() throws Exception {
    server.sql(live, ROWS);
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      wreck();
      Contents wrecked = now();
      Operation<RestoreReport> operation =
          backups.startRestore(RestoreRequest.ofBackup(id).withoutSafetyBackup());
      Eventually.holds("a database is being loaded", () -> !beside().isEmpty());

      operation.cancel("enough");

      assertThrows(BackupException.class, operation::await);
      assertEquals(wrecked, now());
      assertEquals(List.of(), beside());
    }
  }

  @Test
  void aCloneIsAnotherDatabaseOfWhoMadeItAndNothingLiveChanges() throws Exception {
    String owner = server.createRole("owner", "");
    String clone = "clone of " + live.substring(10);
    server.sql(
        live,
        ROWS
            + "ALTER TABLE t OWNER TO %1$s; GRANT SELECT ON t TO PUBLIC; ALTER DATABASE %2$s SET work_mem TO '5MB'; GRANT CREATE ON DATABASE %2$s TO %1$s"
                .formatted(owner, PostgresTestServer.identifier(live)));
    server.sql(
        live,
        "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)");
    Contents before = now();
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);

      RestoreReport report = backups.restore(RestoreRequest.ofBackup(id).into(clone));

      assertEquals(before, now());
      assertEquals(before.rows(), Contents.of(server, clone).rows());
      assertEquals(
          List.of("postgres|null|5MB"),
          server.rows(
              clone,
              "SELECT pg_get_userbyid(relowner), relacl, current_setting('work_mem') FROM pg_class WHERE relname = 't'"));
      assertEquals(
          List.of("null"),
          server.rows(
              "postgres",
              "SELECT datacl FROM pg_database WHERE datname = "
                  + PostgresTestServer.literal(clone)));
      String said = String.valueOf(report.findings());
      assertTrue(said.contains("Subscriptions of the dump were not made in the clone: sub"), said);
      assertEquals(
          List.of("into.exists"),
          backups.preview(RestoreRequest.ofBackup(id).into(clone)).findings().stream()
              .filter(Finding::isError)
              .map(Finding::code)
              .toList());
      assertEquals(List.of(), beside());
    } finally {
      server.dropDatabase(clone);
      server.sql(live, "ALTER SUBSCRIPTION sub SET (slot_name = NONE)");
      server.sql(live, "DROP SUBSCRIPTION sub");
    }
  }

  @Test
  void ownersAndPrivilegesOfACloneAreThoseOfTheArchiveIfTheyAreAskedFor() throws Exception {
    String owner = server.createRole("owner", "");
    String clone = "clone of " + live.substring(10);
    server.sql(live, ROWS + "ALTER TABLE t OWNER TO %s".formatted(owner));
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);

      backups.restore(
          RestoreRequest.ofBackup(id)
              .into(clone)
              .withDialectOptions(server.optionsBuilder().owners(true).build()));

      assertEquals(
          List.of(owner),
          server.rows(clone, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"));
    } finally {
      server.dropDatabase(clone);
    }
  }

  @Test
  void aDrillRestoresIntoAScratchDatabaseAndDropsIt() throws Exception {
    String zoo = Zoo.on(server);
    server.dropDatabase(live);
    live = server.createDatabase("live", "TEMPLATE " + PostgresTestServer.identifier(zoo));
    server.sql(
        live,
        "CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)");
    try (BackupManager backups = builder().build()) {
      String id = backup(backups);
      Contents before = now();

      DrillReport report = backups.drill(DrillRequest.ofBackup(id));

      assertTrue(report.rows() > 20_000, report::toString);
      assertEquals(before, now());
      assertEquals(List.of(), beside());
      assertTrue(backups.find(id).orElseThrow().verified().isPresent());
    } finally {
      server.sql(live, "ALTER SUBSCRIPTION sub SET (slot_name = NONE)");
      server.sql(live, "DROP SUBSCRIPTION sub");
    }
  }

  @Test
  void whatAKilledDrillLeftIsDroppedByARecovery() throws Exception {
    server.sql(live, ROWS);
    Dump dump = dump(live);
    RestoreSession abandoned =
        restorer.open(
            server.endpoint(live),
            dump.description(),
            RestoreOptions.into("drilled").withDialect(server.options()),
            new MemoryJournal(),
            context());
    dump.fill(abandoned, context());
    assertEquals(1, beside().size());
    try (BackupManager backups = builder().build()) {

      backups.recover();

      assertEquals(List.of(), beside());
      assertThrows(DialectException.class, abandoned::close);
    }
  }

  @Test
  void aDrillOnAnotherMajorVersionCountsAndSaysSo() throws Exception {
    assumeTrue(major > 17, "the other one is of 17");
    PostgresTestServer older = PostgresTestServer.shared(17);
    String source = older.createDatabase("source");
    older.sql(source, ROWS);
    try (BackupManager backups =
        builder().database(older.endpoint(source)).dialectOptions(older.options()).build()) {
      String id = backup(backups);

      DrillReport report = backups.drill(DrillRequest.ofBackup(id).at(server.endpoint(live)));

      assertEquals(5000, report.rows());
      assertTrue(
          report.findings().stream().anyMatch(f -> f.code().equals("restore.counts-only")),
          report::toString);
      assertEquals(List.of(), beside());
    }
    older.dropDatabase(source);
  }

  private static String undoRows(BackupManager backups) {
    return String.valueOf(
        backups.previewUndo().stream().filter(found -> found.code().equals("undo.rows")).toList());
  }
}
