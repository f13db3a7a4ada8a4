package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vendor's clients: none of them is believed without proof. */
@Tag("one-jdk")
class ClientsTest extends OnServer {

  private String source() throws Exception {
    String source = server.createDatabase("source");
    server.sql(
        source,
        "CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t SELECT n, md5(n::text) FROM generate_series(1, 5000) n;"
            + " SELECT lo_put(lo_create(1), 0, decode(repeat('00ff', 100000), 'hex'))");
    return source;
  }

  private DialectException failsToDump(String database, Path clients) {
    return assertThrows(
        DialectException.class, () -> Dump.of(server.endpoint(database), with(clients), context()));
  }

  @Test
  void noClientAtAllIsASentenceWithThePackage() throws Exception {
    Path empty = Files.createDirectories(work.resolve("empty"));
    String said = errors(check(server.endpoint("postgres"), with(empty)));
    assertTrue(said.contains("postgresql-client-" + major), said);
  }

  @Test
  void aClientThatReportsAnErrorAndExitsWithZeroFailsTheDump() throws Exception {
    String source = source();
    Path liars =
        FakeClients.with(
            work.resolve("liars"),
            server,
            "pg_dump",
            "\"$real\" \"$@\"; echo 'pg_dump: error: query failed: something is gone' >&2; exit 0");
    DialectException failure = failsToDump(source, liars);
    assertTrue(message(failure).contains("something is gone"), message(failure));
  }

  @Test
  void aClientThatFailsAfterWritingAllFailsTheDump() throws Exception {
    String source = source();
    Path late =
        FakeClients.with(
            work.resolve("late"),
            server,
            "pg_dump",
            "\"$real\" \"$@\"; echo 'pg_dump: error: could not close: No space left on device' >&2; exit 3");
    DialectException failure = failsToDump(source, late);
    assertTrue(message(failure).contains("No space left on device"), message(failure));
  }

  @Test
  void aClientThatWritesNothingOrTooLittleAndExitsWithZeroFailsTheDump() throws Exception {
    String source = source();
    for (String lie :
        List.of("exit 0", "echo PGDMP; exit 0", "\"$real\" \"$@\" | head -c 600; exit 0")) {
      Path liars = FakeClients.with(work.resolve("liars"), server, "pg_dump", lie);
      assertThrows(
          DialectException.class,
          () -> Dump.of(server.endpoint(source), with(liars), context()),
          lie);
    }
  }

  @Test
  void aKilledClientFailsTheDump() throws Exception {
    String source = source();
    for (String death : List.of("\"$real\" \"$@\"; kill -9 $$", "kill -9 $$", "kill -15 $$")) {
      Path dying = FakeClients.with(work.resolve("dying"), server, "pg_dump", death);
      DialectException failure = failsToDump(source, dying);
      assertFalse(message(failure).isBlank(), death);
    }
  }

  @Test
  void aClientThatTalksALotIsNeverBlockedAndItsLastWordsAreInTheError() throws Exception {
    String source = source();
    Path loud =
        FakeClients.with(
            work.resolve("loud"),
            server,
            "pg_dump",
            "i=0; while [ $i -lt 20000 ]; do echo \"pg_dump: detail number $i of a long story\" >&2; i=$((i+1)); done; echo 'pg_dump: error: the last word' >&2; exit 1");
    DialectException failure = failsToDump(source, loud);
    assertTrue(message(failure).contains("the last word"), message(failure));
    assertFalse(message(failure).contains("number 7 of"), "the tail, not all of it");
  }

  @Test
  void aRestoringClientThatFailsFailsTheRestore() throws Exception {
    Dump dump = dump(source());
    for (String lie :
        List.of(
            "cat > /dev/null; echo 'pg_restore: error: could not execute query: ERROR:  nothing works' >&2; exit 0",
            "\"$real\" \"$@\"; echo 'pg_restore: error: nothing works' >&2; exit 1",
            "kill -9 $$")) {
      Path liars = FakeClients.with(work.resolve("liars"), server, "pg_restore", lie);
      String target = server.createDatabase("target");
      assertThrows(
          DialectException.class,
          () -> dump.load(server.endpoint(target), with(liars), context()),
          lie);
    }
  }

  @Test
  void aRestoringClientThatDoesNothingAndExitsWithZeroFailsTheRestore() throws Exception {
    Dump dump = dump(source());
    Path liars =
        FakeClients.with(work.resolve("liars"), server, "pg_restore", "cat > /dev/null; exit 0");
    String target = server.createDatabase("target");
    assertThrows(
        DialectException.class, () -> dump.load(server.endpoint(target), with(liars), context()));
  }

  @Test
  void secretsAreInNoCommandLineAndNoFileIsLeft() throws Exception {
    String source = source();
    Map<String, Boolean> seen = new ConcurrentHashMap<>();
    Thread watcher =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                ProcessHandle.current()
                    .descendants()
                    .forEach(process -> seen.put(FakeClients.commandLine(process), true));
              }
            });
    watcher.start();
    try {
      Path slow =
          FakeClients.with(
              Files.createTempDirectory("clients"),
              server,
              "pg_dump",
              "sleep 0.2; exec \"$real\" \"$@\"");
      Dump dump = Dump.of(server.endpoint(source), with(slow), context());
      String target = server.createDatabase("target");
      dump.restore(server.endpoint(target), server.options(), context());
    } finally {
      watcher.interrupt();
      watcher.join();
    }
    assertTrue(
        seen.keySet().stream().anyMatch(line -> line.contains("pg_dump")), "a client was seen");
    assertTrue(
        seen.keySet().stream().anyMatch(line -> line.contains("pg_restore")), "and the other");
    seen.keySet()
        .forEach(
            line -> assertFalse(line.contains(PostgresTestServer.PASSWORD.substring(0, 8)), line));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aFailedDumpLeavesNoFileAndNoProcessAndNoConnection() throws Exception {
    String source = source();
    Path clients = Files.createTempDirectory("clients");
    Path failing = FakeClients.with(clients, server, "pg_dump", "exit 1");
    failsToDump(source, failing);
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(List.of(), FakeClients.running(clients.toString()));
    Eventually.holds(
        "no connection is left",
        () ->
            server
                .value(
                    "postgres",
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                        + PostgresTestServer.literal(source))
                .equals("0"));
  }

  @Test
  void commandsOfPsqlInADumpAreNeverRun() throws Exception {
    Path touched = work.resolve("touched");
    String source = server.createDatabase("source");
    String name = "x\n\\! touch " + touched + "\n";
    server.sql(
        source,
        "CREATE TABLE %s (%s int); COMMENT ON TABLE %s IS %s; INSERT INTO %s VALUES (1)"
            .formatted(
                PostgresTestServer.identifier(name),
                PostgresTestServer.identifier(name),
                PostgresTestServer.identifier(name),
                PostgresTestServer.literal(name),
                PostgresTestServer.identifier(name)));
    String target = restored(dump(source));
    assertFalse(Files.exists(touched));
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }
}
