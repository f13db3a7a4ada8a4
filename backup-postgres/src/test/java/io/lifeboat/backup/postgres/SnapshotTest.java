package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A dump is one instant, whatever happens to the database meanwhile. */
@Tag("one-jdk")
class SnapshotTest extends OnServer {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private String tables() throws Exception {
    String source = server.createDatabase("source");
    server.sql(
        source,
        """
        CREATE TABLE a (id int PRIMARY KEY, t text);
        CREATE TABLE b (id int PRIMARY KEY, t text);
        CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100000);
        INSERT INTO a SELECT n, md5(n::text) FROM generate_series(1, 10000) n;
        INSERT INTO b SELECT n, md5(n::text) FROM generate_series(1, 10000) n;
        INSERT INTO p SELECT n FROM generate_series(1, 1000) n;""");
    return source;
  }

  /** Each change of structure, fired between the snapshot and the parts, waits until the end. */
  @Test
  void everyChangeOfStructureWaitsForTheDump() throws Exception {
    String source = tables();
    Contents before = Contents.of(server, source);
    Dump dump;
    try (DumpSession session = open(source)) {
      for (String change :
          List.of(
              "TRUNCATE a",
              "TRUNCATE p1",
              "TRUNCATE p",
              "ALTER TABLE a ALTER id TYPE bigint",
              "ALTER TABLE a ADD COLUMN extra int DEFAULT 5",
              "ALTER TABLE a DROP COLUMN t",
              "ALTER TABLE a RENAME TO z",
              "ALTER TABLE p DETACH PARTITION p1",
              "DROP TABLE a",
              "DROP TABLE p",
              "DROP SCHEMA public CASCADE",
              "CLUSTER a USING a_pkey",
              "VACUUM FULL a")) {
        assertWaits(source, change);
      }
      server.sql(source, "REINDEX TABLE a"); // moves no row, so nothing holds it up
      dump = Dump.of(session, context());
      assertWaits(source, "TRUNCATE b");
    }
    assertEquals(before, Contents.of(server, restored(dump)));
    server.sql(source, "TRUNCATE a");
  }

  private void assertWaits(String database, String change) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '200ms'");
      SQLException refused =
          assertThrows(SQLException.class, () -> statement.execute(change), change);
      assertEquals(LOCK_NOT_AVAILABLE, refused.getSQLState(), change);
    }
  }

  /** A change that waits stands before every later reader: the workers must not queue behind it. */
  @Test
  void changesThatWaitDoNotStopTheDump() throws Exception {
    String source = tables();
    Contents before = Contents.of(server, source);
    ExecutorService changes = Executors.newCachedThreadPool();
    List<Future<?>> waiting = new ArrayList<>();
    try {
      Dump dump;
      try (DumpSession session = open(source)) {
        for (String change :
            List.of("TRUNCATE a", "ALTER TABLE b ADD COLUMN extra int", "DROP TABLE p CASCADE")) {
          waiting.add(
              changes.submit(
                  () -> {
                    server.sql(source, change);
                    return change;
                  }));
        }
        Eventually.holds("three changes wait", () -> waiting(source) >= 3);
        Future<Dump> dumping = changes.submit(() -> Dump.of(session, context()));
        dump = dumping.get(60, TimeUnit.SECONDS);
        assertFalse(waiting.get(0).isDone(), "the change waited to the end");
      }
      for (Future<?> change : waiting) {
        change.get(30, TimeUnit.SECONDS);
      }
      assertEquals(before, Contents.of(server, restored(dump)));
    } finally {
      changes.shutdownNow();
    }
  }

  /** Changes begin between the single parts of a dump, each waits, and no part waits for it. */
  @Test
  void changesThatBeginBetweenThePartsWaitAndDoNotStopTheDump() throws Exception {
    String source = tables();
    server.sql(source, "SELECT lo_put(lo_create(7), 0, 'large')");
    Contents before = Contents.of(server, source);
    Deque<String> changes =
        new ArrayDeque<>(
            List.of(
                "TRUNCATE a", "DROP TABLE b", "ALTER TABLE p ADD COLUMN x int", "DROP TABLE p1"));
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<?>> waiting = new ArrayList<>();
    Map<String, byte[]> parts = new HashMap<>();
    Map<String, Tally> tallies = new HashMap<>();
    try {
      Dump dump;
      try (DumpSession session = open(source)) {
        for (DumpPart part : session.description().parts()) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          Future<PartResult> written = threads.submit(() -> session.write(part, out, context()));
          written
              .get(30, TimeUnit.SECONDS)
              .tallies()
              .forEach((table, tally) -> tallies.merge(table, tally, Tally::plus));
          parts.put(part.id(), out.toByteArray());
          String change = changes.poll();
          if (change != null) {
            waiting.add(threads.submit(() -> run(source, change)));
            Eventually.holds(change + " waits", () -> waiting(source) >= waiting.size());
          }
        }
        waiting.forEach(change -> assertFalse(change.isDone(), "waited to the end"));
        dump = new Dump(session.description(), parts, tallies);
      }
      assertEquals(before, Contents.of(server, restored(dump)));
      waiting.get(0).get(30, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean run(String database, String change) throws SQLException {
    server.sql(database, change);
    return true;
  }

  private long waiting(String database) throws SQLException {
    return Long.parseLong(
        server.value(
            "postgres",
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                + PostgresTestServer.literal(database)));
  }

  @Test
  void commitsBetweenTheSnapshotAndThePartsAreNotInTheDump() throws Exception {
    String source = tables();
    Contents before = Contents.of(server, source);
    Dump dump;
    try (DumpSession session = open(source)) {
      server.sql(source, "DELETE FROM a; UPDATE b SET t = 'new'; INSERT INTO p VALUES (2000)");
      dump = Dump.of(session, context());
    }
    assertEquals(before.rows(), Contents.of(server, restored(dump)).rows());
  }

  /** Money moves between two tables; a torn dump has more or less of it. */
  @Test
  void aDumpUnderWritersIsOneInstant() throws Exception {
    String source = server.createDatabase("bank");
    server.sql(
        source,
        """
        CREATE TABLE giro (id int PRIMARY KEY, amount bigint NOT NULL);
        CREATE TABLE savings (id int PRIMARY KEY, amount bigint NOT NULL);
        CREATE TABLE moves (id bigserial PRIMARY KEY, amount bigint NOT NULL);
        INSERT INTO giro SELECT n, 1000 FROM generate_series(1, 20000) n;
        INSERT INTO savings SELECT n, 1000 FROM generate_series(1, 20000) n;""");
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService writers = Executors.newFixedThreadPool(2);
    List<Future<Long>> results = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      int step = writer + 1;
      results.add(writers.submit(() -> move(source, step, stop)));
    }
    try {
      for (int round = 0; round < 3; round++) {
        DumpOptions options = Dump.dumping(server.options()).withPartBytes(100_000);
        Dump dump = Dump.of(server.endpoint(source), options, context());
        String target = restored(dump);
        assertEquals(
            "40000000",
            server.value(
                target,
                "SELECT (SELECT sum(amount) FROM giro) + (SELECT sum(amount) FROM savings)"));
        assertEquals(
            "t",
            server.value(
                target,
                "SELECT (SELECT coalesce(sum(amount), 0) FROM moves) = (SELECT sum(amount) - 20000000 FROM savings)"));
        server.dropDatabase(target);
      }
    } finally {
      stop.set(true);
      writers.shutdown();
    }
    for (Future<Long> result : results) {
      assertTrue(result.get() > 10, "the writers wrote: " + result.get());
    }
  }

  private long move(String database, int step, AtomicBoolean stop) throws SQLException {
    long moved = 0;
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        int id = (int) (moved * 7919 * step % 20000) + 1;
        statement.execute(
            "BEGIN; UPDATE giro SET amount = amount - 1 WHERE id = %d; UPDATE savings SET amount = amount + 1 WHERE id = %d; INSERT INTO moves (amount) VALUES (1); COMMIT"
                .formatted(id, 20001 - id));
        moved++;
      }
    }
    return moved;
  }

  /**
   * Tables come and go while the dump lists and locks them: it starts over, and never loses one.
   */
  @Test
  void tablesThatComeAndGoWhileTheDumpOpensAreWholeOrAbsent() throws Exception {
    String source = server.createDatabase("restless");
    server.sql(source, "CREATE TABLE steady (id int); INSERT INTO steady VALUES (1)");
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Future<Integer> made = writer.submit(() -> comeAndGo(source, stop));
    try {
      for (int round = 0; round < 4; round++) {
        String target = restored(dump(source));
        assertEquals("1", server.value(target, "SELECT count(*) FROM steady"));
        for (String table :
            server.rows(target, "SELECT relname FROM pg_class WHERE relname LIKE 'passing%'")) {
          assertEquals("3", server.value(target, "SELECT count(*) FROM " + table), table);
        }
        server.dropDatabase(target);
      }
    } finally {
      stop.set(true);
      writer.shutdown();
    }
    assertTrue(made.get() > 3);
  }

  private int comeAndGo(String database, AtomicBoolean stop) throws Exception {
    int made = 0;
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        made++;
        statement.execute(
            "BEGIN; CREATE TABLE passing_%d (id int); INSERT INTO passing_%d VALUES (1), (2), (3); COMMIT"
                .formatted(made, made));
        if (made > 5) {
          statement.execute("DROP TABLE passing_" + (made - 5));
        }
        if (made > 5) {
          TimeUnit.MILLISECONDS.sleep(made * 137L % 700); // now and then
        }
      }
    }
    return made;
  }

  /** No pause between changes leaves room for two programs to lock all tables one after another. */
  @Test
  void changesWithoutAPauseAreWaitedForAsLongAsTheOptionSays() throws Exception {
    String source = tables();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService changes = Executors.newCachedThreadPool();
    List<Future<?>> changing = new ArrayList<>();
    for (String table : List.of("a", "b", "p1")) {
      changing.add(changes.submit(() -> change(source, table, stop)));
    }
    try {
      PostgresOptions hasty = server.optionsBuilder().lockWait(Duration.ofSeconds(1)).build();
      long begun = System.nanoTime();
      DialectException failure =
          assertThrows(
              DialectException.class, () -> Dump.of(server.endpoint(source), hasty, context()));
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertEquals(DialectException.Reason.LOCKED, failure.reason(), message(failure));
      assertTrue(message(failure).contains("lockWait"), message(failure));
      assertTrue(took.toMillis() > 900 && took.toSeconds() < 10, "it took " + took);

      Future<Dump> patient = changes.submit(() -> dump(source));
      TimeUnit.SECONDS.sleep(5); // twenty attempts were over by then
      assertFalse(patient.isDone());
      changing.forEach(change -> assertFalse(change.isDone(), "it changes tables"));
      stop.set(true);
      assertEquals(
          "10000",
          server.value(restored(patient.get(30, TimeUnit.SECONDS)), "SELECT count(*) FROM a"));
    } finally {
      stop.set(true);
      changes.shutdown();
    }
  }

  private boolean change(String database, String table, AtomicBoolean stop) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        statement.execute("ALTER TABLE %s ALTER id DROP DEFAULT".formatted(table));
      }
      return true;
    }
  }

  /** Whoever holds a table is waited for as well; whoever waits for another is not held up. */
  @Test
  void aTableThatSomebodyHoldsIsWaitedFor() throws Exception {
    String source = tables();
    PostgresOptions hasty = server.optionsBuilder().lockWait(Duration.ofMillis(500)).build();
    try (Connection holder = server.connect(source);
        Statement statement = holder.createStatement()) {
      statement.execute("BEGIN; LOCK TABLE b");
      DialectException failure =
          assertThrows(
              DialectException.class, () -> Dump.of(server.endpoint(source), hasty, context()));
      assertEquals(DialectException.Reason.LOCKED, failure.reason(), message(failure));
      ExecutorService threads = Executors.newSingleThreadExecutor();
      try {
        Future<Dump> patient = threads.submit(() -> dump(source));
        TimeUnit.MILLISECONDS.sleep(500);
        assertFalse(patient.isDone());
        statement.execute("ROLLBACK");
        patient.get(30, TimeUnit.SECONDS);
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void losingTheHolderOfTheSnapshotFailsTheDump() throws Exception {
    String source = tables();
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> {
              try (DumpSession session = open(source)) {
                Dump.of(session, context());
                terminate(source);
              }
            });
    assertFalse(message(failure).isBlank());
  }

  @Test
  void losingEveryConnectionBetweenThePartsFailsTheDump() throws Exception {
    String source = tables();
    assertThrows(
        DialectException.class,
        () -> {
          try (DumpSession session = open(source)) {
            terminate(source);
            Dump.of(session, context());
          }
        });
  }

  @Test
  void losingAWorkerInTheMiddleOfAPartFailsTheDump() throws Exception {
    String source = server.createDatabase("large");
    server.sql(
        source,
        "CREATE TABLE large AS SELECT n, repeat(md5(n::text), 20) AS t FROM generate_series(1, 100000) n");
    DumpOptions whole = Dump.dumping(server.options()).withPartBytes(1L << 40);
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> {
              try (DumpSession session = dumper.open(server.endpoint(source), whole, context())) {
                for (DumpPart part : session.description().parts()) {
                  if (part.stage() == Stage.DATA) {
                    session.write(part, new Hook(() -> terminateReaders(source)), context());
                  }
                }
              }
            });
    assertFalse(message(failure).isBlank());
  }

  private void terminateReaders(String database) throws SQLException {
    server.sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND datname = "
            + PostgresTestServer.literal(database));
  }

  private void terminate(String database) throws Exception {
    String ofDatabase =
        " FROM pg_stat_activity WHERE datname = " + PostgresTestServer.literal(database);
    server.sql("postgres", "SELECT pg_terminate_backend(pid)" + ofDatabase);
    Eventually.holds(
        "the connections are gone",
        () -> server.value("postgres", "SELECT count(*)" + ofDatabase).equals("0"));
  }

  @Test
  void aServerThatIsKilledFailsTheDump() throws Exception {
    PostgresTestServer doomed = PostgresTestServer.start(major);
    try {
      doomed.sql(
          "postgres",
          "CREATE TABLE large AS SELECT n, repeat(md5(n::text), 20) AS t FROM generate_series(1, 50000) n");
      DialectException failure =
          assertThrows(
              DialectException.class,
              () -> {
                try (DumpSession session =
                    dumper.open(
                        doomed.endpoint("postgres"), Dump.dumping(doomed.options()), context())) {
                  for (DumpPart part : session.description().parts()) {
                    session.write(part, new Hook(doomed::kill), context());
                  }
                }
              });
      assertFalse(message(failure).isBlank());
    } finally {
      doomed.remove();
    }
  }

  @Test
  void timeLimitsOfTheServerDoNotEndADump() throws Exception {
    String source = tables();
    List<String> limits =
        new ArrayList<>(
            List.of("idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout"));
    if (major >= 17) {
      limits.add("transaction_timeout");
    }
    for (String limit : limits) {
      server.sql(
          "postgres",
          "ALTER DATABASE %s SET %s = '300ms'"
              .formatted(PostgresTestServer.identifier(source), limit));
    }
    Dump dump;
    try (DumpSession session = open(source)) {
      TimeUnit.MILLISECONDS.sleep(700); // longer than each of them
      dump = Dump.of(session, context());
    }
    assertEquals("10000", server.value(restored(dump), "SELECT count(*) FROM a"));
  }

  @Test
  void settingsOfTheDatabaseDoNotChangeWhatIsWritten() throws Exception {
    String source = server.createDatabase("settings");
    server.sql(
        source,
        "CREATE TABLE t (f float8, d date, ts timestamptz, i interval, b bytea, x xml, m int4range, n text)");
    server.sql(
        source,
        "INSERT INTO t VALUES (0.1::float8 + 0.2, '2026-02-03', '2026-02-03 04:05:06+00', '-1 year -2 days', '\\x00ff', '<a/>', '[1,2]', 'ü')");
    for (String setting :
        List.of(
            "extra_float_digits = -10",
            "DateStyle = 'German, DMY'",
            "TimeZone = 'Asia/Kolkata'",
            "IntervalStyle = 'iso_8601'",
            "bytea_output = 'escape'",
            "search_path = 'nowhere'",
            "client_encoding = 'LATIN1'",
            "default_transaction_read_only = on",
            "standard_conforming_strings = off",
            "xmloption = 'document'",
            "default_transaction_isolation = 'serializable'",
            "row_security = off",
            "quote_all_identifiers = on")) {
      server.sql(
          "postgres",
          "ALTER DATABASE %s SET %s".formatted(PostgresTestServer.identifier(source), setting));
    }
    Contents before = Contents.of(server, source); // which are the target's then, too
    Dump dump = dump(source);
    String text =
        dump.description().parts().stream()
            .filter(part -> part.stage() == Stage.DATA)
            .map(part -> new String(dump.part(part.id()), StandardCharsets.UTF_8))
            .reduce("", String::concat);
    assertTrue(text.contains("0.30000000000000004"), text);
    assertTrue(text.contains("ü"), text);
    assertEquals(before.rows(), Contents.of(server, restored(dump)).rows());
  }
}
