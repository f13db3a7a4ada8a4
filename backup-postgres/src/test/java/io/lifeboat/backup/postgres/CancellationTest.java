package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever cancels need not wait, whatever the operation is doing, and nothing runs on. */
class CancellationTest extends OnServer {

  private static final Duration PROMPTLY = Duration.ofSeconds(5);

  /** Longer than anything in these tests should take. */
  private static final Duration LONG = Duration.ofSeconds(30);

  /** A function that takes a minute in a target whose setting is like the statement. */
  private static final String SLOW =
      """
      CREATE FUNCTION slow(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$BEGIN
        IF current_query() LIKE current_setting('lifeboat.slow', true) THEN
          PERFORM pg_sleep(60);
        END IF;
        RETURN n;
      END$$;
      CREATE TABLE t (id int PRIMARY KEY, s text, CHECK (slow(id) > 0));
      INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 3000) n;
      CREATE INDEX by_slow ON t (slow(id));
      CREATE TABLE other (id serial);
      INSERT INTO other DEFAULT VALUES;
      SELECT lo_put(lo_create(7), 0, 'large');""";

  private final CancellationToken token = CancellationToken.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private String source = "";
  private String target = "";

  @BeforeEach
  void databases() throws Exception {
    source = server.createDatabase("source");
    server.sql(source, SLOW);
    target = server.createDatabase("target");
    server.sql(target, "CREATE TABLE mine (id int)");
  }

  @AfterEach
  void end() throws Exception {
    threads.shutdownNow();
    server.dropDatabase(source);
    server.dropDatabase(target);
  }

  private OperationContext cancellable() {
    return context().withCancellation(token);
  }

  /** What is running, and what somebody waits for in it. */
  private interface Work {
    void run() throws Exception;
  }

  /** Cancels work once the server says that it waits, and looks at how it ends. */
  private void endsPromptly(String database, String waiting, Work work) throws Exception {
    Future<?> running =
        threads.submit(
            () -> {
              work.run();
              return "";
            });
    Eventually.holds(
        waiting + " waits", () -> running.isDone() || !sessions(database, waiting).equals("0"));
    isCancelledPromptly(running);
    nothingIsLeft(database);
  }

  private void isCancelledPromptly(Future<?> running) throws Exception {
    token.cancel("enough");
    long begun = System.nanoTime();
    try {
      running.get(LONG.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("It was not cancelled.");
    } catch (ExecutionException e) {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      DialectException failure = assertInstanceOf(DialectException.class, e.getCause());
      assertEquals(Reason.CANCELLED, failure.reason(), message(failure));
      assertTrue(message(failure).contains("enough"), message(failure));
      assertTrue(took.compareTo(PROMPTLY) < 0, "it took " + took);
    }
  }

  private void nothingIsLeft(String database) throws Exception {
    assertEquals(List.of(), FakeClients.running("pg_restore"));
    assertEquals(List.of(), FakeClients.running("pg_dump"));
    Eventually.holds("no session is left", () -> sessions(database, "").equals("0"));
    try (var left = Files.list(work)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  /** The sessions of the operation that wait for a lock or sleep, in a statement that begins so. */
  private String sessions(String database, String statement) throws SQLException {
    String waits = statement.isEmpty() ? "" : " AND wait_event IN ('relation', 'PgSleep')";
    return server.value(
        "postgres",
        "SELECT count(*) FROM pg_stat_activity WHERE application_name <> 'PostgreSQL JDBC Driver' AND datname = %s AND query LIKE %s%s"
            .formatted(
                PostgresTestServer.literal(database),
                PostgresTestServer.literal(statement + "%"),
                waits));
  }

  private Connection holding(String database, String statement) throws SQLException {
    Connection connection = server.connect(database);
    try (Statement run = connection.createStatement()) {
      run.execute("BEGIN");
      run.execute(statement);
    }
    return connection;
  }

  /** Loads the parts in their order, proves and completes. */
  private void load(Dump dump, PostgresOptions options, Work beforeProof) throws Exception {
    RestoreOptions patient = Dump.restoring(options).withSwapWait(LONG);
    try (RestoreSession session =
        restorer.open(
            server.endpoint(target),
            dump.description(),
            patient,
            new MemoryJournal(),
            cancellable())) {
      for (Stage stage : Stage.values()) {
        for (DumpPart part : dump.description().parts()) {
          if (part.stage() == stage) {
            session.apply(part, new ByteArrayInputStream(dump.part(part.id())), cancellable());
          }
        }
      }
      beforeProof.run();
      session.prove(Prove.ROWS, cancellable());
      session.complete(cancellable());
    }
  }

  private void slowIn(String statements) throws Exception {
    server.sql(
        "postgres",
        "ALTER DATABASE %s SET lifeboat.slow = %s"
            .formatted(
                PostgresTestServer.identifier(target), PostgresTestServer.literal(statements)));
  }

  private void aLoadIsCancelledIn(String statement, DumpOptions options) throws Exception {
    Dump dump = Dump.of(server.endpoint(source), options, context());
    slowIn(statement + "%");
    endsPromptly(target, statement, () -> load(dump, server.options(), () -> {}));
  }

  private DumpOptions inParts() {
    return Dump.dumping(server.options()).withPartBytes(100_000);
  }

  @Test
  void aRestoreThatWaitsToDropWhatWasThereIsCancelled() throws Exception {
    Dump dump = dump(source);
    Contents before = Contents.of(server, target);
    try (Connection reader = holding(target, "SELECT * FROM mine")) {
      endsPromptly(target, "DROP TABLE", () -> load(dump, server.options(), () -> {}));
      assertTrue(reader.isValid(5));
    }
    assertEquals(before, Contents.of(server, target));
  }

  @Test
  void aClientThatCreatesTheStructureIsCancelled() throws Exception {
    Dump dump = dump(source);
    Path clients = Files.createTempDirectory("clients");
    Path slow =
        FakeClients.with(
            clients,
            server,
            "pg_restore",
            "echo \"$*\" | grep -q -- --dbname && sleep 300; exec \"$real\" \"$@\"");
    PostgresOptions options = PostgresOptions.builder().clientDirectory(slow).build();
    Future<?> running =
        threads.submit(
            () -> {
              load(dump, options, () -> {});
              return "";
            });
    Eventually.holds("it sleeps", () -> !FakeClients.running("sleep").isEmpty());
    isCancelledPromptly(running);
    assertEquals(List.of(), FakeClients.running("sleep"));
    nothingIsLeft(target);
  }

  @Test
  void theLoadingOfRowsIsCancelled() throws Exception {
    aLoadIsCancelledIn("COPY", Dump.dumping(server.options()));
  }

  @Test
  void theBuildingOfAnIndexIsCancelled() throws Exception {
    aLoadIsCancelledIn("CREATE INDEX", Dump.dumping(server.options()));
  }

  @Test
  void theBuildingOfALargeTablesIndexIsCancelled() throws Exception {
    aLoadIsCancelledIn("CREATE INDEX", inParts());
  }

  @Test
  void theStatisticsOfALargeTableAreCancelled() throws Exception {
    aLoadIsCancelledIn("ANALYZE", inParts());
  }

  @Test
  void theProofIsCancelled() throws Exception {
    Dump dump = dump(source);
    try (Connection holder = server.connect(target)) {
      endsPromptly(
          target,
          "COPY",
          () ->
              load(
                  dump,
                  server.options(),
                  () -> holder.createStatement().execute("BEGIN; LOCK TABLE t")));
    }
  }

  @Test
  void theValuesOfSequencesAreCancelled() throws Exception {
    Dump dump = dump(source);
    try (Connection holder = server.connect(target)) {
      endsPromptly(target, "SELECT pg_catalog.setval", () -> loadBehind(dump, "sequences", holder));
    }
  }

  /** Before a part, somebody locks the sequence. */
  private void loadBehind(Dump dump, String before, Connection holder) throws Exception {
    try (RestoreSession session =
        restorer.open(
            server.endpoint(target),
            dump.description(),
            Dump.restoring(server.options()),
            new MemoryJournal(),
            cancellable())) {
      for (DumpPart part : dump.description().parts()) {
        if (part.id().equals(before)) {
          holder.createStatement().execute("BEGIN; ALTER SEQUENCE other_id_seq CYCLE");
        }
        session.apply(part, new ByteArrayInputStream(dump.part(part.id())), cancellable());
      }
    }
  }

  @Test
  void aDumpThatWaitsForALockIsCancelled() throws Exception {
    try (Connection holder = holding(source, "LOCK TABLE t")) {
      endsPromptly(
          source,
          "LOCK TABLE",
          () ->
              dumper
                  .open(server.endpoint(source), Dump.dumping(server.options()), cancellable())
                  .close());
      assertTrue(holder.isValid(5));
    }
  }

  /** The client sleeps before it does anything, the second part of the large objects too. */
  @Test
  void aClientThatDumpsIsCancelledWhileTheDumpOpensAndLater() throws Exception {
    for (String which : List.of("--section", "--blobs")) {
      Path clients = Files.createTempDirectory("clients");
      Path slow =
          FakeClients.with(
              clients,
              server,
              "pg_dump",
              "echo \"$*\" | grep -q -e %s && sleep 300; exec \"$real\" \"$@\"".formatted(which));
      PostgresOptions options = PostgresOptions.builder().clientDirectory(slow).build();
      CancellationToken own = CancellationToken.create();
      OperationContext context = context().withCancellation(own);
      Future<?> running =
          threads.submit(() -> Dump.of(server.endpoint(source), Dump.dumping(options), context));
      Eventually.holds("it sleeps", () -> !FakeClients.running("sleep").isEmpty());
      own.cancel("enough");
      long begun = System.nanoTime();
      ExecutionException failure =
          org.junit.jupiter.api.Assertions.assertThrows(
              ExecutionException.class, () -> running.get(LONG.toSeconds(), TimeUnit.SECONDS));
      assertEquals(
          Reason.CANCELLED,
          assertInstanceOf(DialectException.class, failure.getCause()).reason(),
          which);
      assertTrue(System.nanoTime() - begun < PROMPTLY.toNanos(), which);
      assertEquals(List.of(), FakeClients.running("sleep"));
      nothingIsLeft(source);
    }
  }

  @Test
  void theReadingOfRowsIsCancelled() throws Exception {
    server.sql(source, "CREATE VIEW v AS SELECT 1; ALTER TABLE t DROP CONSTRAINT t_id_check");
    try (DumpSession session =
        dumper.open(server.endpoint(source), Dump.dumping(server.options()), cancellable())) {
      for (DumpPart part : session.description().parts()) {
        if (part.group().equals(java.util.Optional.of("public.t"))) {
          OutputStream stuck = new Hook(() -> token.cancel("enough"));
          isCancelledPromptly(threads.submit(() -> session.write(part, stuck, cancellable())));
        }
      }
    }
    nothingIsLeft(source);
  }
}
