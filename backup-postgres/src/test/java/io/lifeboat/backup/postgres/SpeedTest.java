package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A database of 1 GiB, beside the vendor's clients with as many jobs and the same compression, on
 * the newest version. Both in turn, several times: the ratio of each pair outlives a machine whose
 * speed changes.
 */
@EnabledIfSystemProperty(named = "campaign", matches = "true")
class SpeedTest extends OnServers {

  private static final int JOBS = 2;
  private static final int ROUNDS = 3;

  /** What an archive's parts are compressed with. */
  private static final String COMPRESSION = "--compress=zstd:3";

  /** Texts come again only after more rows than a compressor looks back. */
  private static final String ROWS =
      """
      CREATE FUNCTION words(n bigint, count int) RETURNS text LANGUAGE sql AS $$
        SELECT string_agg(substr('abandoned barrels carried downstream every frosty greyish hollow island just knowing little more needed oars passing quietly rivers slowly toward unknown vessels waiting', 1 + ((n * 7919 + k * 104729 + n * k) % 150)::int, 9), ' ')
          FROM generate_series(1, count) k $$;
      CREATE TABLE texts AS SELECT n AS id, words(n, 24) AS text FROM generate_series(0::bigint, 19999) n;
      CREATE TABLE huge AS
        SELECT n AS id, timestamptz '2020-01-01' + n * interval '37 s' AS made, n % 5003 AS customer,
               (n * 7919 % 10000000)::numeric / 100 AS amount, sqrt(n) AS rate, md5(n::text) AS token, text AS note
          FROM generate_series(1::bigint, 1600000) n JOIN texts t ON t.id = n * 7919 % 20000;
      CREATE TABLE documents AS
        SELECT n AS id, words(n, 8) AS title, words(n, 300) AS body FROM generate_series(1::bigint, 40000) n;
      CREATE TABLE blobs AS
        SELECT n AS id, decode(string_agg(md5((n * 1000 + k)::text), ''), 'hex') AS content
          FROM generate_series(1::bigint, 40000) n, generate_series(1, 256) k GROUP BY n;
      CREATE TABLE measures AS
        SELECT n AS id, n % 97 AS sensor, (n * 3571 % 1000003)::numeric / 1000 AS a, (n * 7 % 9973)::numeric / 7 AS b,
               ln(n::float8) AS c, n * 123456789::numeric AS d
          FROM generate_series(1::bigint, 1600000) n;
      CREATE TABLE people AS
        SELECT n AS id, substr(text, 1, 20) AS name, md5(n::text) || '@example.org' AS mail,
               jsonb_build_object('n', n, 'tags', substr(text, 30, 40)) AS profile
          FROM generate_series(1::bigint, 480000) n JOIN texts t ON t.id = n * 7919 % 20000;
      CREATE TABLE orders AS
        SELECT n AS id, n % 480000 + 1 AS person, date '2020-01-01' + (n % 2000)::int AS placed, substr(text, 1, 90) AS remark
          FROM generate_series(1::bigint, 800000) n JOIN texts t ON t.id = n * 7919 % 20000;
      DROP FUNCTION words;""";

  private static final String INDEXES =
      """
      ALTER TABLE huge ADD PRIMARY KEY (id);
      CREATE INDEX ON huge (customer, made);
      ALTER TABLE documents ADD PRIMARY KEY (id);
      ALTER TABLE blobs ADD PRIMARY KEY (id);
      ALTER TABLE measures ADD PRIMARY KEY (id);
      ALTER TABLE people ADD PRIMARY KEY (id);
      CREATE UNIQUE INDEX ON people (mail);
      ALTER TABLE orders ADD PRIMARY KEY (id), ADD FOREIGN KEY (person) REFERENCES people;""";

  private interface Work {
    void run() throws Exception;
  }

  private PostgresTestServer server() {
    return PostgresTestServer.shared(18);
  }

  @Test
  void aDatabaseOfAGibibyteTakesLittleLongerThanWithTheVendorsClients() throws Exception {
    String source = server().createDatabase("large");
    server().sql(source, ROWS);
    server().sql(source, INDEXES);
    server().sql(source, "VACUUM ANALYZE");
    System.out.println(
        "Rows, bytes: "
            + server()
                .value(
                    source,
                    "SELECT sum(reltuples)::bigint, pg_size_pretty(sum(pg_table_size(oid))) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
    Path vendors = work.resolve("vendors");
    try (BackupManager backups = manager(source)) {
      List<String> ids = new ArrayList<>();
      double dump =
          ratio(
              "Dump",
              () -> ids.add(backups.backup(BackupRequest.everything()).id()),
              () -> {
                delete(vendors);
                server()
                    .client("pg_dump", source, "-Fd", "-j" + JOBS, COMPRESSION, "-f", "" + vendors);
              });
      System.out.println(
          "Bytes: ours "
              + size(work.resolve("storage")) / ids.size()
              + ", theirs "
              + size(vendors));
      double restore = restores(ids.get(0), vendors);
      assertTrue(dump < 1.3, "A dump takes %.2f times as long.".formatted(dump));
      assertTrue(restore < 2, "A restore takes %.2f times as long.".formatted(restore));
    } finally {
      server().dropDatabase(source);
    }
  }

  private double restores(String backup, Path vendors) throws Exception {
    String target = server().createDatabase("target");
    String theirs = server().createDatabase("theirs");
    try (BackupManager backups = manager(target)) {
      return ratio(
          "Restore",
          () -> {
            server().sql(target, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            backups.restore(RestoreRequest.ofBackup(backup).withoutSafetyBackup());
          },
          () -> {
            server().sql(theirs, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            server().client("pg_restore", theirs, "-j" + JOBS, "-d", dbname(theirs), "" + vendors);
          });
    } finally {
      assertEquals("1600000", server().value(target, "SELECT count(*) FROM huge"));
      server().dropDatabase(target);
      server().dropDatabase(theirs);
    }
  }

  /** As the client wants a name that it could take for a connection string. */
  private static String dbname(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private BackupManager manager(String database) {
    return BackupManager.builder()
        .application(HostApplication.of("speed", "1.0.0"))
        .database(server().endpoint(database))
        .dialectOptions(server().options())
        .storage(work.resolve("storage"))
        .stateDirectory(work.resolve("state"))
        .encryption(Encryption.none())
        .workers(JOBS)
        .build();
  }

  /** The median of how many times as long ours takes; the first of each is not counted. */
  private static double ratio(String what, Work ours, Work theirs) throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double one = seconds(ours);
      double other = seconds(theirs);
      System.out.printf(
          "%s %d: ours %.2f s, theirs %.2f s, ratio %.3f%n", what, round, one, other, one / other);
      if (round > 0) {
        ratios.add(one / other);
      }
    }
    ratios.sort(Comparator.naturalOrder());
    return ratios.get(ROUNDS / 2);
  }

  private static double seconds(Work work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
