package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.OperationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that PostgreSQL can hold comes back as it was. */
class ZooTest {

  @TempDir Path work;

  private OperationContext context() {
    return OperationContext.in(work);
  }

  @Test
  void theZooHasMoreThanSixtyKindsOfObject() throws Exception {
    assertEquals(161, Zoo.kinds(15).size());
    assertEquals(169, Zoo.kinds(17).size());
    assertEquals(175, Zoo.kinds(18).size());
  }

  @ParameterizedTest
  @CsvSource({"15, 15", "15, 17", "15, 18", "17, 17", "18, 18"})
  void everyKindOfObjectComesBack(int from, int to) throws Exception {
    comesBack(from, to);
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void aDumpOf17IsRestoredOn18() throws Exception {
    comesBack(17, 18);
  }

  private void comesBack(int from, int to) throws Exception {
    PostgresTestServer source = PostgresTestServer.shared(from);
    PostgresTestServer target = PostgresTestServer.shared(to);
    String zoo = Zoo.on(source);
    Zoo.prepare(target);
    Dump dump = Dump.of(source.endpoint(zoo), source.options(), context());
    String restored = target.createDatabase("restored");
    dump.restore(target.endpoint(restored), target.options(), context());
    Contents expected = Contents.of(source, zoo);
    if (from != to) {
      expected =
          new Contents(translated(expected.schema(), target), expected.rows(), expected.rest());
    }
    assertSame(expected, Contents.of(target, restored));
    target.dropDatabase(restored);
  }

  /** A schema in the words of another major version, which writes the queries of views anew. */
  private String translated(String schema, PostgresTestServer target) throws Exception {
    String reference = target.createDatabase("reference");
    Path script = Files.writeString(work.resolve("schema.sql"), schema);
    target.client("psql", reference, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.toString());
    String translated = Contents.of(target, reference).schema();
    target.dropDatabase(reference);
    return translated;
  }

  /** Many parts of each table, loaded by several connections. */
  @ParameterizedTest
  @MethodSource("io.lifeboat.backup.postgres.PostgresTestServer#majors")
  void everyKindOfObjectComesBackInManyParts(int major) throws Exception {
    PostgresTestServer server = PostgresTestServer.shared(major);
    String zoo = Zoo.on(server);
    DumpOptions options = Dump.dumping(server.options()).withPartBytes(20_000);
    Dump dump = Dump.of(server.endpoint(zoo), options, context());
    long ofOneTable =
        dump.description().parts().stream()
            .filter(part -> part.group().equals(java.util.Optional.of("tables.plain")))
            .count();
    assertTrue(ofOneTable > 20, "parts of one table: " + ofOneTable);
    String restored = server.createDatabase("restored");
    dump.restore(server.endpoint(restored), server.options(), context());
    assertSame(Contents.of(server, zoo), Contents.of(server, restored));
    server.dropDatabase(restored);
  }

  @Test
  void theComparisonItselfNoticesADifference() throws Exception {
    PostgresTestServer server = PostgresTestServer.shared(18);
    String one = server.createDatabase("one");
    server.sql(
        one, "CREATE TABLE t (a text); INSERT INTO t VALUES ('a'), ('b'); CREATE SEQUENCE s");
    Contents before = Contents.of(server, one);
    server.sql(one, "UPDATE t SET a = 'c' WHERE a = 'b'");
    assertNotEquals(before.rows(), Contents.of(server, one).rows());
    server.sql(one, "SELECT nextval('s')");
    assertNotEquals(before.rest(), Contents.of(server, one).rest());
    server.sql(one, "COMMENT ON TABLE t IS 'x'");
    assertNotEquals(before.schema(), Contents.of(server, one).schema());
  }

  private static void assertSame(Contents expected, Contents found) {
    assertEquals(lines(expected.rows()), lines(found.rows()));
    assertEquals(lines(expected.rest()), lines(found.rest()));
    assertEquals(expected.schema(), found.schema());
  }

  private static String lines(Map<String, String> map) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(map)
        .forEach((key, value) -> lines.append(key).append(": ").append(value).append('\n'));
    return lines.toString();
  }
}
