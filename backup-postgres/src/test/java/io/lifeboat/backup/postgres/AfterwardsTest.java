package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an administrator finds after a restore, and what the restore tells of it. */
@Tag("one-jdk")
class AfterwardsTest extends OnServer {

  private final List<Finding> reported = Collections.synchronizedList(new ArrayList<>());

  private OperationContext listening() {
    return context().withFindings(reported::add);
  }

  private static final String STATISTICS =
      """
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE plain (id int, s text);
      INSERT INTO plain SELECT n, md5(n::text) FROM generate_series(1, 500) n;
      CREATE INDEX by_expression ON plain (lower(s));
      CREATE STATISTICS together ON id, s FROM plain;
      CREATE TABLE ranged (id int) PARTITION BY RANGE (id);
      CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (0) TO (1000);
      INSERT INTO ranged SELECT generate_series(1, 500);
      CREATE TABLE hashed (m mood, n int) PARTITION BY HASH (m);
      CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 1, REMAINDER 0);
      INSERT INTO hashed SELECT 'ok', generate_series(1, 500);
      CREATE TABLE parent (id int);
      CREATE TABLE child () INHERITS (parent);
      INSERT INTO parent SELECT generate_series(1, 500);
      INSERT INTO child SELECT generate_series(1, 500);
      CREATE MATERIALIZED VIEW viewed AS SELECT id * 2 AS twice FROM plain;
      CREATE TABLE empty (id int);""";

  private static final String GATHERED =
      """
      SELECT tablename || CASE WHEN inherited THEN ' and below' ELSE '' END FROM pg_stats
        WHERE schemaname = 'public'
      UNION SELECT statistics_name FROM pg_stats_ext WHERE schemaname = 'public' AND n_distinct IS NOT NULL
      ORDER BY 1""";

  @Test
  void statisticsAreThereForEverythingThatAQueryReads() throws Exception {
    for (int major : List.of(15, 18)) {
      PostgresTestServer on = PostgresTestServer.shared(major);
      String source = on.createDatabase("source");
      on.sql(source, STATISTICS);
      on.sql(source, "ANALYZE");
      Dump dump = Dump.of(on.endpoint(source), on.options(), context());
      String target = on.createDatabase("target");
      dump.restore(on.endpoint(target), on.options(), listening());
      String expected = on.value(source, GATHERED);
      for (String name : List.of("by_expression", "ranged and below", "viewed", "together")) {
        assertTrue(expected.contains(name), name);
      }
      assertEquals(expected, on.value(target, GATHERED));
      assertEquals(List.of(), reported);
    }
  }

  /** A function that fails for the statistics alone, as one that asks for something else may. */
  @Test
  void statisticsThatCannotBeHadAreReportedAndTheRestoreGoesOn() throws Exception {
    String source = server.createDatabase("source");
    server.sql(
        source,
        """
        CREATE FUNCTION moody(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$BEGIN
          IF current_query() LIKE 'ANALYZE%' THEN RAISE EXCEPTION 'not now'; END IF;
          RETURN i;
        END$$;
        CREATE TABLE t (id int);
        INSERT INTO t SELECT generate_series(1, 10);
        CREATE INDEX by_mood ON t (moody(id));""");
    Dump dump = dump(source);
    String target = server.createDatabase("target");
    dump.restore(server.endpoint(target), server.options(), listening());
    assertTrue(reported.toString().contains("not now"), reported.toString());
    assertTrue(reported.toString().contains("ANALYZE \"public\".\"t\""), reported.toString());
    assertEquals("10", server.value(target, "SELECT count(*) FROM t"));
  }

  /** Servers up to 16 look into such functions whenever they plan a query on the table. */
  @Test
  void functionsOfAnotherSchemaDoNotStopTheCountOn15() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    String source = old.createDatabase("source");
    old.sql(
        source,
        """
        CREATE SCHEMA "the app";
        SET search_path = "the app";
        CREATE TABLE words (w text);
        INSERT INTO words VALUES ('a'), ('b');
        CREATE FUNCTION inner_one(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
        CREATE FUNCTION outer_one(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT inner_one(t)';
        CREATE INDEX by_function ON words (outer_one(w));""");
    Dump dump = Dump.of(old.endpoint(source), old.options(), context());
    String target = old.createDatabase("target");
    try (RestoreSession session =
        restorer.open(
            old.endpoint(target),
            dump.description(),
            Dump.restoring(old.options()),
            new MemoryJournal(),
            context())) {
      for (Stage stage : Stage.values()) {
        for (DumpPart part : dump.description().parts()) {
          if (part.stage() == stage) {
            session.apply(part, new ByteArrayInputStream(dump.part(part.id())), context());
          }
        }
      }
      assertEquals(
          2, session.prove(Prove.COUNTS, context()).tallies().values().iterator().next().rows());
    }
  }

  @Test
  void aSubscriptionComesBackDisabledAndBothAreReported() throws Exception {
    String source = server.createDatabase("source");
    String subscription =
        "CREATE SUBSCRIPTION %s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false, slot_name = 'elsewhere')";
    server.sql(source, subscription.formatted("\"the sub\""));
    String target = server.createDatabase("target");
    server.sql(target, subscription.formatted("old_one"));
    dump(source).restore(server.endpoint(target), server.options(), listening());
    assertEquals(
        "the sub|f|elsewhere",
        server.value(
            target,
            "SELECT subname, subenabled, subslotname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()"));
    String said = reported.toString();
    assertTrue(said.contains("The subscription old_one was dropped"), said);
    assertTrue(said.contains("The subscription the sub is there and receives nothing"), said);
    assertTrue(said.contains("ALTER SUBSCRIPTION \"the sub\" ENABLE"), said);
    for (String database : List.of(source, target)) {
      dropSubscription(database);
    }
  }

  /** A database with a subscription is not dropped. */
  private void dropSubscription(String database) throws Exception {
    server.sql(database, "ALTER SUBSCRIPTION \"the sub\" SET (slot_name = NONE)");
    server.sql(database, "DROP SUBSCRIPTION \"the sub\"");
  }

  @Test
  void theOwnerOfTheDatabaseStaysAndIsNamed() throws Exception {
    String one = server.createRole("one", "");
    String other = server.createRole("other", "");
    String source = server.createDatabase("source", "OWNER " + one);
    String target = server.createDatabase("target", "OWNER " + other);
    Dump dump = dump(source);
    List<Finding> findings =
        restorer.check(
            server.endpoint(target),
            dump.description(),
            Dump.restoring(server.options()),
            context());
    assertEquals("", errors(findings));
    String said = findings.toString();
    assertTrue(said.contains("belongs to " + one + "; this one belongs to " + other), said);
    dump.restore(server.endpoint(target), server.options(), context());
    assertEquals(
        other,
        server.value(
            target,
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"));
    assertFalse(
        restorer
            .check(
                server.endpoint(source),
                dump.description(),
                Dump.restoring(server.options()),
                context())
            .toString()
            .contains("belongs to"));
  }

  /** On a managed server nobody may set them; the operator reads what is left to do. */
  @Test
  void privilegesOnTheServersOwnObjectsAreReportedToWhoMayNotSetThem() throws Exception {
    String owner = server.createRole("owner", "");
    String source = server.createDatabase("source", "OWNER " + owner);
    String target = server.createDatabase("target", "OWNER " + owner);
    server.sql(target, "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_logdir() TO " + owner);
    Dump dump = Dump.of(server.endpoint(source, owner), server.options(), context());
    dump.restore(server.endpoint(target, owner), server.options(), listening());
    String said = reported.toString();
    assertTrue(
        said.contains("REVOKE EXECUTE ON ROUTINE pg_catalog.pg_ls_logdir() FROM " + owner), said);
    assertTrue(said.contains("as a superuser"), said);
    assertEquals(
        "t",
        server.value(
            target,
            "SELECT has_function_privilege('%s', 'pg_ls_logdir()', 'EXECUTE')".formatted(owner)));
  }
}
