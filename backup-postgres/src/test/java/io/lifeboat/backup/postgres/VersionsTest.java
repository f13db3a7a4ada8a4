package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server, clients and an archive of different versions. */
@Tag("one-jdk")
class VersionsTest extends OnServers {

  @ParameterizedTest
  @CsvSource({"15, 17", "15, 18", "17, 18"})
  void anOlderClientIsRefusedAndThePackageNamed(int older, int newer) throws Exception {
    PostgresTestServer server = PostgresTestServer.shared(newer);
    PostgresOptions options = with(PostgresTestServer.clientsOf(older));
    String said = errors(check(server.endpoint("postgres"), options));
    assertTrue(said.contains("postgresql-client-" + newer), said);
    assertTrue(said.contains("of version " + older), said);
    DialectException refused =
        assertThrows(
            DialectException.class, () -> Dump.of(server.endpoint("postgres"), options, context()));
    assertEquals(Reason.CLIENT_MISSING, refused.reason());
  }

  @Test
  void aNewerClientIsTakenForAnOlderServerAndItsSettingsAreHarmless() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    PostgresOptions newer = with(PostgresTestServer.clientsOf(18));
    String source = old.createDatabase("source");
    old.sql(
        source,
        "CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES; CREATE VIEW v AS SELECT * FROM t");
    assertEquals("", errors(check(old.endpoint(source), newer)));
    Dump dump = Dump.of(old.endpoint(source), newer, context());
    String target = old.createDatabase("target");
    dump.restore(old.endpoint(target), newer, context());
    assertEquals(Contents.of(old, source), Contents.of(old, target));
  }

  @Test
  void anArchiveThatAnOlderPgRestoreCannotReadIsRefusedBeforeTheTargetIsTouched() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    String source = old.createDatabase("source");
    old.sql(source, "CREATE TABLE t (id int)");
    Dump dump = Dump.of(old.endpoint(source), with(PostgresTestServer.clientsOf(17)), context());
    String target = old.createDatabase("target");
    old.sql(target, "CREATE TABLE mine (id int); INSERT INTO mine VALUES (1)");
    Contents before = Contents.of(old, target);
    List<Finding> findings =
        restorer.check(
            old.endpoint(target), dump.description(), Dump.restoring(old.options()), context());
    assertTrue(errors(findings).contains("postgresql-client-17"), errors(findings));
    assertThrows(
        DialectException.class, () -> dump.load(old.endpoint(target), old.options(), context()));
    assertEquals(before, Contents.of(old, target));
  }

  @ParameterizedTest
  @CsvSource({"17, 15", "18, 15", "18, 17"})
  void aDumpOfANewerServerIsRefusedBeforeTheTargetIsTouched(int from, int to) throws Exception {
    PostgresTestServer newer = PostgresTestServer.shared(from);
    PostgresTestServer older = PostgresTestServer.shared(to);
    PostgresOptions newest = with(PostgresTestServer.clientsOf(18));
    Dump dump = Dump.of(newer.endpoint(Zoo.on(newer)), newer.options(), context());
    Zoo.prepare(older);
    String target = older.createDatabase("target");
    older.sql(target, "CREATE TABLE mine (id int); INSERT INTO mine VALUES (1)");
    Contents before = Contents.of(older, target);
    String refusal =
        "The dump is of a server %s; this one is %s, which is older."
            .formatted(newer.version(), older.version());
    List<Finding> findings =
        restorer.check(
            older.endpoint(target), dump.description(), Dump.restoring(newest), context());
    assertTrue(
        findings.contains(
            Finding.error(
                "server.version",
                refusal,
                "Restore into a server of version %d or later.".formatted(from))),
        findings.toString());
    DialectException refused =
        assertThrows(
            DialectException.class, () -> dump.load(older.endpoint(target), newest, context()));
    assertTrue(message(refused).contains(refusal), message(refused));
    assertEquals(before, Contents.of(older, target));
  }

  private static final String UNQUALIFIED =
      """
      CREATE TABLE words (w text); INSERT INTO words VALUES ('a');
      CREATE FUNCTION inner_one(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
      CREATE FUNCTION outer_one(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT inner_one(t)';
      CREATE INDEX by_function ON words (outer_one(w));
      CREATE MATERIALIZED VIEW m AS SELECT outer_one(w) FROM words;""";

  @Test
  void functionsWithUnqualifiedNamesWorkOn15() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    String source = old.createDatabase("source");
    old.sql(source, UNQUALIFIED);
    Dump dump = Dump.of(old.endpoint(source), old.options(), context());
    String target = old.createDatabase("target");
    dump.restore(old.endpoint(target), old.options(), context());
    assertEquals(Contents.of(old, source), Contents.of(old, target));
  }

  /**
   * Reading a range of a table plans a query, which unfolds the functions of its indexes. Servers
   * from 17 on make no such index.
   */
  @Test
  void functionsWithUnqualifiedNamesDoNotStopTheDumpOfALargeTableOn15() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    String source = old.createDatabase("source");
    old.sql(
        source,
        UNQUALIFIED
            + """
            INSERT INTO words SELECT 'word ' || n FROM generate_series(1, 20000) n;
            CREATE TABLE more (w text, c regclass);
            INSERT INTO more SELECT 'word ' || n, 'more' FROM generate_series(1, 20000) n;
            CREATE STATISTICS by_statistics ON (outer_one(w)) FROM more;
            CREATE TABLE plain AS SELECT * FROM more;
            CREATE INDEX ON plain (lower(w));
            REFRESH MATERIALIZED VIEW m;""");
    DumpOptions options = Dump.dumping(old.options()).withPartBytes(20_000);
    Dump dump = Dump.of(old.endpoint(source), options, context());
    long parts =
        dump.description().parts().stream()
            .filter(part -> part.stage() == Stage.DATA)
            .filter(part -> part.group().equals(Optional.of("public.plain")))
            .count();
    assertTrue(parts > 20, "a table with other indexes is cut: " + parts);
    String target = old.createDatabase("target");
    dump.restore(old.endpoint(target), old.options(), context());
    assertEquals(Contents.of(old, source), Contents.of(old, target));
  }

  @Test
  void functionsWithUnqualifiedNamesAreNamedFrom17OnAndMendedOnRequest() throws Exception {
    PostgresTestServer old = PostgresTestServer.shared(15);
    String source = old.createDatabase("source");
    old.sql(source, UNQUALIFIED);
    Dump dump = Dump.of(old.endpoint(source), old.options(), context());
    PostgresTestServer server = PostgresTestServer.shared(18);
    String target = server.createDatabase("target");
    List<Finding> findings =
        restorer.check(
            server.endpoint(target),
            dump.description(),
            Dump.restoring(server.options()),
            context());
    String said = findings.toString();
    assertTrue(said.contains("ALTER FUNCTION") && said.contains("search_path"), said);
    assertTrue(said.contains("outer_one"), said);
    PostgresOptions mending = server.optionsBuilder().functionSearchPathFixed(true).build();
    List<Finding> reported = Collections.synchronizedList(new ArrayList<>());
    OperationContext listening = context().withFindings(reported::add);
    dump.restore(server.endpoint(target), mending, listening);
    assertEquals("a", server.value(target, "SELECT * FROM m"));
    assertTrue(reported.toString().contains("outer_one"), reported.toString());
  }
}
