package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Finding;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A physical standby as the source: what it has is dumped, what it lacks or ends is said. */
@Tag("one-jdk")
class StandbyTest extends OnServer {

  @Test
  void aStandbyIsDumpedWholeOrNotAtAll() throws Exception {
    onVersion(18);
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void aStandbyOfAnOlderVersionIsDumpedWholeOrNotAtAll() throws Exception {
    onVersion(17);
    onVersion(15);
  }

  private void onVersion(int major) throws Exception {
    PostgresTestServer primary = PostgresTestServer.start(major);
    primary.sql("postgres", "CREATE DATABASE app");
    primary.sql("postgres", "CREATE DATABASE restored");
    PostgresTestServer standby = PostgresTestServer.standbyOf(primary);
    try {
      primary.sql(
          "app",
          """
          CREATE TABLE t (id serial PRIMARY KEY, s text);
          INSERT INTO t (s) SELECT md5(n::text) FROM generate_series(1, 20000) n;
          CREATE TABLE u (id int);
          INSERT INTO u SELECT generate_series(1, 1000);
          CREATE VIEW v AS SELECT * FROM t;
          SELECT lo_put(lo_create(7), 0, 'large');""");
      catchUp(primary, standby);
      whatItHasIsDumped(primary, standby);
      whatEndsADumpIsSaid(standby);
      aConflictFailsTheDump(primary, standby);
      withoutALimitChangesWait(primary, standby);
      whatItLacksIsSaid(primary, standby);
      noRestoreGoesThere(standby);
    } finally {
      standby.remove();
      primary.remove();
    }
  }

  private static void catchUp(PostgresTestServer primary, PostgresTestServer standby)
      throws Exception {
    String written = primary.value("postgres", "SELECT pg_current_wal_insert_lsn()");
    Eventually.holds(
        "the standby is where the primary was",
        () ->
            standby
                .value("postgres", "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(written))
                .equals("t"));
  }

  private DumpOptions inParts(PostgresTestServer standby) {
    return Dump.dumping(standby.options()).withPartBytes(100_000);
  }

  private DumpSession openApp(PostgresTestServer standby) throws Exception {
    return dumper.open(standby.endpoint("app"), inParts(standby), context());
  }

  private void whatItHasIsDumped(PostgresTestServer primary, PostgresTestServer standby)
      throws Exception {
    assertEquals("", errors(check(standby.endpoint("app"), standby.options())));
    Dump dump = Dump.of(standby.endpoint("app"), inParts(standby), context());
    dump.restore(primary.endpoint("restored"), primary.options(), context());
    Contents expected = Contents.of(primary, "app");
    Contents found = Contents.of(primary, "restored");
    assertEquals(expected.schema(), found.schema());
    assertEquals(expected.rows(), found.rows());
    String object = "large object 7";
    assertEquals(expected.rest().get(object), found.rest().get(object));
    // Values that the primary has written ahead to its log count as used.
    long next = Long.parseLong(primary.value("restored", "SELECT nextval('t_id_seq')"));
    assertTrue(next > 20_000 && next < 20_100, "next value: " + next);
  }

  private void whatEndsADumpIsSaid(PostgresTestServer standby) throws Exception {
    String said = check(standby.endpoint("app"), standby.options()).toString();
    assertTrue(said.contains("max_standby_streaming_delay = 30s"), said);
    assertTrue(said.contains("ALTER SYSTEM SET max_standby_streaming_delay = -1;"), said);
    assertTrue(said.contains("hot_standby_feedback = off"), said);
  }

  private static void limit(PostgresTestServer standby, String value) throws Exception {
    for (String setting : List.of("max_standby_streaming_delay", "max_standby_archive_delay")) {
      standby.sql("postgres", "ALTER SYSTEM SET %s = '%s'".formatted(setting, value));
    }
    standby.sql("postgres", "SELECT pg_reload_conf()");
    Eventually.holds(
        "the setting is there",
        () -> standby.value("postgres", "SHOW max_standby_streaming_delay").equals(value));
  }

  /** What the primary does meanwhile is replayed at the dump's cost, and the dump says so. */
  private void aConflictFailsTheDump(PostgresTestServer primary, PostgresTestServer standby)
      throws Exception {
    limit(standby, "100ms");
    for (String change :
        List.of("TRUNCATE u", "ALTER TABLE u ADD COLUMN x int", "DELETE FROM u; VACUUM u")) {
      primary.sql("app", "INSERT INTO u VALUES (1), (2)");
      catchUp(primary, standby);
      DialectException failure =
          assertThrows(
              DialectException.class,
              () -> {
                try (DumpSession session = openApp(standby)) {
                  for (String statement : change.split("; ", -1)) {
                    primary.sql("app", statement);
                  }
                  catchUp(primary, standby);
                  Dump.of(session, context());
                }
              },
              change);
      String said = change + ": " + message(failure);
      assertTrue(said.contains("standby") || said.contains("conflict with recovery"), said);
    }
  }

  private void withoutALimitChangesWait(PostgresTestServer primary, PostgresTestServer standby)
      throws Exception {
    limit(standby, "-1");
    assertFalse(check(standby.endpoint("app"), standby.options()).toString().contains("standby"));
    String rows = primary.value("app", "SELECT count(*) FROM t");
    Dump dump;
    try (DumpSession session = openApp(standby)) {
      primary.sql("app", "TRUNCATE t");
      TimeUnit.MILLISECONDS.sleep(300);
      dump = Dump.of(session, context());
    }
    catchUp(primary, standby);
    assertEquals("0", standby.value("app", "SELECT count(*) FROM t"));
    dump.restore(primary.endpoint("restored"), primary.options(), context());
    assertEquals(rows, primary.value("restored", "SELECT count(*) FROM t"));
  }

  private void whatItLacksIsSaid(PostgresTestServer primary, PostgresTestServer standby)
      throws Exception {
    primary.sql(
        "app", "CREATE UNLOGGED TABLE fleeting (id serial); INSERT INTO fleeting DEFAULT VALUES");
    primary.sql("app", "CREATE UNLOGGED SEQUENCE lonely");
    catchUp(primary, standby);
    String said = errors(check(standby.endpoint("app"), standby.options()));
    for (String name : List.of("public.fleeting.", "public.fleeting_id_seq", "public.lonely")) {
      assertTrue(said.contains(name), said);
    }
    PostgresOptions without =
        standby
            .optionsBuilder()
            .excludeRows("public.fleeting")
            .excludeTables("public.lonely")
            .build();
    assertEquals("", errors(check(standby.endpoint("app"), without)));
    Dump dump = Dump.of(standby.endpoint("app"), without, context());
    dump.restore(primary.endpoint("restored"), without, context());
    assertEquals("0", primary.value("restored", "SELECT count(*) FROM fleeting"));
  }

  private void noRestoreGoesThere(PostgresTestServer standby) throws Exception {
    Dump dump = dump("postgres");
    List<Finding> findings =
        restorer.check(
            standby.endpoint("app"),
            dump.description(),
            Dump.restoring(server.options()),
            context());
    assertTrue(errors(findings).contains("Restore into the primary"), errors(findings));
  }
}
