package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a restore says that it failed. */
@Tag("one-jdk")
class RestoreFailureTest extends OnServer {

  private static final String ROWS =
      "CREATE TABLE t (id int PRIMARY KEY, s text NOT NULL); INSERT INTO t SELECT n, 'row ' || n FROM generate_series(1, 3000) n";

  private String source(String statements) throws Exception {
    String source = server.createDatabase("source");
    server.sql(source, statements);
    return source;
  }

  /** The dump with the rows of its tables changed. */
  private static Dump withRows(Dump dump, java.util.function.UnaryOperator<byte[]> change) {
    Map<String, byte[]> parts = new HashMap<>(dump.parts());
    for (DumpPart part : dump.description().parts()) {
      if (part.stage() == Stage.DATA) {
        parts.computeIfPresent(part.id(), (id, bytes) -> change.apply(bytes));
      }
    }
    return new Dump(dump.description(), parts, dump.tallies());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private DialectException failsToLoad(Dump dump) throws Exception {
    String target = server.createDatabase("target");
    return assertThrows(
        DialectException.class,
        () -> dump.load(server.endpoint(target), server.options(), context()));
  }

  @Test
  void everyPlaceWhereRowsAreCutFailsTheRestore() throws Exception {
    Dump dump = dump(source(ROWS));
    for (int cut : List.of(1, 5, 20_000)) {
      failsToLoad(withRows(dump, rows -> Arrays.copyOf(rows, rows.length - cut)));
    }
  }

  @Test
  void aRowThatTheServerRefusesFailsTheRestoreWithTheServersWords() throws Exception {
    Dump dump = dump(source(ROWS));
    DialectException failure =
        failsToLoad(
            withRows(dump, rows -> bytes(text(rows).replace("17\trow 17\n", "x17\trow 17\n"))));
    assertTrue(message(failure).contains("x17"), message(failure));
  }

  @Test
  void anEndMarkerAmongTheRowsNeverShortensATable() throws Exception {
    Dump dump = dump(source(ROWS));
    failsToLoad(
        withRows(dump, rows -> bytes(text(rows).replace("17\trow 17\n", "\\.\n17\trow 17\n"))));
  }

  /** The server counts what it loaded; what it counts is compared with the archive. */
  @Test
  void aRowMoreOrLessIsReportedAsWhatTheServerCounted() throws Exception {
    Dump dump = dump(source(ROWS));
    Dump more = withRows(dump, rows -> bytes(text(rows) + "999999\tadded\n"));
    String target = server.createDatabase("target");
    AssertionError noticed =
        assertThrows(
            AssertionError.class,
            () -> more.load(server.endpoint(target), server.options(), context()));
    assertTrue(message(noticed).contains("3001"), message(noticed));
  }

  @Test
  void theProofNoticesRowsThatAreNotAsTheyWere() throws Exception {
    Dump dump = dump(source(ROWS));
    Map<String, Tally> good = prove(dump, Prove.ROWS, "SELECT 1");
    Tally whole = good.values().iterator().next();
    assertEquals(3000, whole.rows());
    assertEquals(dump.tallies(), good, "what is proven is what was dumped, hashes too");
    assertNotEquals(good, prove(dump, Prove.ROWS, "UPDATE t SET s = 'other' WHERE id = 5"));
    assertNotEquals(good, prove(dump, Prove.ROWS, "DELETE FROM t WHERE id = 5"));
    Tally counted =
        prove(dump, Prove.COUNTS, "DELETE FROM t WHERE id = 5").values().iterator().next();
    assertEquals(2999, counted.rows());
  }

  /** Loads all parts, does something behind the restore's back, and proves. */
  private Map<String, Tally> prove(Dump dump, Prove what, String meanwhile) throws Exception {
    String target = server.createDatabase("target");
    try (RestoreSession session =
        restorer.open(
            server.endpoint(target),
            dump.description(),
            Dump.restoring(server.options()),
            new MemoryJournal(),
            context())) {
      for (Stage stage : Stage.values()) {
        for (DumpPart part : dump.description().parts()) {
          if (part.stage() == stage) {
            session.apply(part, new ByteArrayInputStream(dump.part(part.id())), context());
          }
        }
      }
      server.sql(target, meanwhile);
      return session.prove(what, context()).tallies();
    }
  }

  @Test
  void aServerThatIsKilledFailsTheRestore() throws Exception {
    Dump dump = dump(source(ROWS));
    PostgresTestServer doomed = PostgresTestServer.start(major);
    try {
      doomed.sql("postgres", "CREATE DATABASE target");
      assertThrows(
          DialectException.class,
          () -> {
            try (RestoreSession session =
                restorer.open(
                    doomed.endpoint("target"),
                    dump.description(),
                    Dump.restoring(doomed.options()),
                    new MemoryJournal(),
                    context())) {
              for (DumpPart part : dump.description().parts()) {
                InputStream in = new ByteArrayInputStream(dump.part(part.id()));
                session.apply(
                    part, part.stage() == Stage.DATA ? killing(in, doomed) : in, context());
              }
            }
          });
    } finally {
      doomed.remove();
    }
  }

  @Test
  void whatIsCompleteOutlivesTheServer() throws Exception {
    String source = source(ROWS);
    Dump dump = dump(source);
    PostgresTestServer lazy =
        PostgresTestServer.start(major, "wal_writer_delay=10s", "wal_writer_flush_after=1GB");
    try {
      lazy.sql("postgres", "CREATE DATABASE target");
      try (RestoreSession session =
          restorer.open(
              lazy.endpoint("target"),
              dump.description(),
              Dump.restoring(lazy.options()),
              new MemoryJournal(),
              context())) {
        dump.fill(session, context());
        session.complete(context());
        lazy.kill();
      }

      lazy.restart();

      assertEquals(Contents.of(server, source), Contents.of(lazy, "target"));
    } finally {
      lazy.remove();
    }
  }

  private static InputStream killing(InputStream in, PostgresTestServer doomed) {
    return new InputStream() {
      private boolean killed;

      @Override
      public int read() throws IOException {
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!killed) {
          killed = true;
          doomed.kill();
        }
        return in.read(bytes, offset, Math.min(length, 1000));
      }
    };
  }

  @Test
  void losingAConnectionWhileLoadingFailsTheRestore() throws Exception {
    Dump dump = dump(source(ROWS));
    String target = server.createDatabase("target");
    assertThrows(
        DialectException.class,
        () -> {
          try (RestoreSession session =
              restorer.open(
                  server.endpoint(target),
                  dump.description(),
                  Dump.restoring(server.options()),
                  new MemoryJournal(),
                  context())) {
            for (DumpPart part : dump.description().parts()) {
              if (part.stage() == Stage.FINISH) {
                server.sql(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                        + PostgresTestServer.literal(target));
              }
              session.apply(part, new ByteArrayInputStream(dump.part(part.id())), context());
            }
            session.prove(Prove.COUNTS, context());
            session.complete(context());
          }
        });
  }

  @Test
  void anErrorOfTheSchemaFailsTheRestore() throws Exception {
    Dump dump =
        dump(source("CREATE TABLE t (id int); CREATE EXTENSION hstore; CREATE TABLE h (h hstore)"));
    Map<String, byte[]> parts = new HashMap<>(dump.parts());
    for (DumpPart part : dump.description().parts()) {
      if (part.stage() == Stage.SCHEMA) {
        String changed =
            new String(dump.part(part.id()), StandardCharsets.ISO_8859_1)
                .replace("CREATE TABLE public.t (", "CREATE TABEL public.t (");
        assertNotEquals(changed.length(), 0);
        parts.put(part.id(), changed.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    Dump broken = new Dump(dump.description(), parts, dump.tallies());
    assertFalse(Arrays.equals(dump.part("schema"), broken.part("schema")), "the test is fair");
    DialectException failure = failsToLoad(broken);
    assertTrue(message(failure).contains("TABEL"), message(failure));
  }

  @Test
  void anExtensionThatTheServerLacksIsNamedBeforeTheTargetIsTouched() throws Exception {
    PostgresTestServer own = PostgresTestServer.start(major);
    try {
      String folder = own.exec("sh", "-c", "dirname $(find / -xdev -name hstore.control)").strip();
      own.exec(
          "sh",
          "-c",
          "printf \"default_version = '1'\\n\" > %s/lifeboat_zoo.control; echo 'CREATE TABLE kept (id int);' > %s/lifeboat_zoo--1.sql"
              .replace("%s", folder));
      own.sql("postgres", "CREATE EXTENSION lifeboat_zoo");
      Dump dump = Dump.of(own.endpoint("postgres"), own.options(), context());
      String target = server.createDatabase("target");
      String said =
          errors(
              restorer.check(
                  server.endpoint(target),
                  dump.description(),
                  Dump.restoring(server.options()),
                  context()));
      assertTrue(said.contains("lifeboat_zoo"), said);
    } finally {
      own.remove();
    }
  }
}
