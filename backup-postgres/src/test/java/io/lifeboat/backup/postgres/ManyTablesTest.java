package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Databases of very many tables. */
@Tag("one-jdk")
class ManyTablesTest extends OnServer {

  private static void makeTables(PostgresTestServer many, String database, int tables)
      throws SQLException {
    // A transaction holds a lock for each table it makes.
    for (int from = 0; from < tables; from += 250) {
      many.sql(
          database,
          "DO $$BEGIN FOR n IN %d..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, t text)', n); EXECUTE format('INSERT INTO t%%s VALUES (1, ''x''), (2, ''y'')', n); END LOOP; END$$"
              .formatted(from, Math.min(from + 250, tables) - 1));
    }
  }

  @Test
  void tooFewLockSlotsAreNamedBeforeTheDump() throws Exception {
    PostgresTestServer small =
        PostgresTestServer.start(
            major,
            "max_connections=10",
            "max_prepared_transactions=0",
            "max_locks_per_transaction=64");
    try {
      makeTables(small, "postgres", 1500);
      String said = errors(check(small.endpoint("postgres"), small.options()));
      assertTrue(said.contains("max_locks_per_transaction"), said);
      assertTrue(said.contains("1500"), said);
    } finally {
      small.remove();
    }
  }

  @Test
  void theNumberOfLockSlotsThatIsNamedIsEnough() throws Exception {
    PostgresTestServer enough =
        PostgresTestServer.start(
            major,
            "max_connections=10",
            "max_prepared_transactions=0",
            "max_locks_per_transaction=190");
    try {
      makeTables(enough, "postgres", 1500);
      assertEquals("", errors(check(enough.endpoint("postgres"), enough.options())));
      Dump dump = Dump.of(enough.endpoint("postgres"), enough.options(), context());
      assertEquals(1500, dump.tallies().size());
    } finally {
      enough.remove();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void tenThousandTablesTakeLessThanThreeTimesAsLongAsTheVendorsClient() throws Exception {
    PostgresTestServer large = PostgresTestServer.start(major, "max_locks_per_transaction=1024");
    try {
      makeTables(large, "postgres", 10_000);
      vendors(large, "warm");
      long vendor = vendors(large, "timed");
      long started = System.nanoTime();
      Dump dump =
          Dump.of(
              large.endpoint("postgres"), Dump.dumping(large.options()).withWorkers(2), context());
      long ours = System.nanoTime() - started;
      assertEquals(10_000, dump.tallies().size());
      String measured =
          "ours %s, pg_dump -Fd -j2 %s".formatted(Duration.ofNanos(ours), Duration.ofNanos(vendor));
      System.out.println("10,000 tables: " + measured);
      assertTrue(ours < 3 * vendor, measured);
      large.sql("postgres", "CREATE DATABASE target");
      dump.restore(large.endpoint("target"), large.options(), context());
    } finally {
      large.remove();
    }
  }

  private long vendors(PostgresTestServer large, String folder) throws Exception {
    Path out = work.resolve(folder);
    long started = System.nanoTime();
    large.client("pg_dump", "postgres", "-Fd", "-j2", "-f", out.toString());
    return System.nanoTime() - started;
  }
}
