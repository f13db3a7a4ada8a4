package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.Recovery.Live;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.UndoToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a recovery makes of a restore that was left at each of its steps, as by a killed process.
 */
@Tag("one-jdk")
class SwapRecoveryTest extends OnServer {

  private final MemoryJournal journal = new MemoryJournal();
  private String live = "";
  private @Nullable Dump made;

  @BeforeEach
  void makeDump() throws Exception {
    live = server.createDatabase("live");
    server.sql(
        live, "CREATE TABLE t (id int); INSERT INTO t SELECT * FROM generate_series(1, 5000)");
    made = dump(live);
    server.sql(live, "DROP TABLE t; CREATE TABLE old (id int)");
  }

  @AfterEach
  void dropAll() throws SQLException {
    for (String name : beside()) {
      server.dropDatabase(name);
    }
    server.dropDatabase(live);
  }

  private List<String> beside() throws SQLException {
    return server.rows(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1"
            .formatted(PostgresTestServer.literal(live.substring(0, 8) + "%.lifeboat-%")));
  }

  private Dump dump() {
    return Objects.requireNonNull(made);
  }

  private RestoreOptions options() {
    return RestoreOptions.swap().withWorkers(Dump.WORKERS).withDialect(server.options());
  }

  private RestoreSession open() throws DialectException {
    return restorer.open(
        server.endpoint(live), dump().description(), options(), journal, context());
  }

  private Recovery recover() throws DialectException {
    return restorer.recover(server.endpoint(live), options(), journal, context());
  }

  private void undo(UndoToken token) throws DialectException {
    restorer.undo(server.endpoint(live), token, options(), journal, context());
  }

  /** The one table of the live database. */
  private String table() throws SQLException {
    return server.value(
        live, "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'");
  }

  private String oid(String database) throws SQLException {
    return server.value(
        "postgres",
        "SELECT oid FROM pg_database WHERE datname = " + PostgresTestServer.literal(database));
  }

  /** Restores, and leaves the journal as a process does that is killed right after. */
  private UndoToken exchanged() throws Exception {
    try (RestoreSession session = open()) {
      dump().fill(session, context());
      return session.complete(context()).undo().orElseThrow();
    }
  }

  @Test
  void aJournalWithoutStepsOfThisDialectChangesNothing() throws Exception {
    assertEquals(Live.UNTOUCHED, recover().live());
  }

  @Test
  void aLoadThatWasCutOffIsEndedAndDropped() throws Exception {
    RestoreSession abandoned = open();
    dump().fill(abandoned, context());
    assertEquals(1, beside().size());

    Recovery recovery = recover();

    assertEquals(Live.OLD, recovery.live());
    assertEquals(Optional.empty(), recovery.undo());
    assertEquals("old", table());
    assertEquals(List.of(), beside());
    assertThrows(DialectException.class, () -> abandoned.complete(context()));
    assertThrows(DialectException.class, abandoned::close);
  }

  @Test
  void anExchangeThatIsStillOnItsWayIsOverBeforeARecoverySaysWhatIsLive() throws Exception {
    RestoreSession abandoned = open();
    dump().fill(abandoned, context());
    String scratch = beside().get(0);
    server.sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            + PostgresTestServer.literal(scratch));
    String renames =
        "BEGIN; ALTER DATABASE %1$s RENAME TO \"somewhere else\"; ALTER DATABASE %2$s RENAME TO %1$s; SELECT pg_sleep(2); COMMIT"
            .formatted(PostgresTestServer.identifier(live), PostgresTestServer.identifier(scratch));
    try (Connection dying = server.connect("postgres")) {
      Thread exchange =
          new Thread(
              () -> {
                try {
                  var statement = dying.createStatement();
                  statement.execute(
                      "SET application_name = "
                          + PostgresTestServer.literal(new SideNames(live).application()));
                  statement.execute(renames);
                } catch (SQLException e) {
                  // ended by the recovery
                }
              });
      exchange.start();
      Eventually.holds(
          "the exchange is on its way",
          () ->
              !server
                  .rows("postgres", "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                  .isEmpty());

      Recovery recovery = recover();

      assertEquals(Live.OLD, recovery.live());
      exchange.join();
      assertEquals("old", table());
      assertEquals(List.of(), beside());
    }
    assertThrows(DialectException.class, abandoned::close);
  }

  @Test
  void anExchangeWhoseAnswerWasLostIsFoundAndCanBeUndone() throws Exception {
    UndoToken token = exchanged();

    Recovery recovery = recover();

    assertEquals(Live.RESTORED, recovery.live());
    assertEquals(Optional.of(token), recovery.undo());
    assertEquals("t", table());
    undo(token);
    assertEquals("old", table());
  }

  @Test
  void aRestoreThatWasExchangedBackButNotSettledLeavesNoCopy() throws Exception {
    undo(exchanged());
    assertEquals(1, beside().size());

    Recovery recovery = recover();

    assertEquals(Live.OLD, recovery.live());
    assertEquals(Optional.empty(), recovery.undo());
    assertEquals("old", table());
    assertEquals(List.of(), beside());
  }

  @Test
  void anUndoThatWasCutOffKeepsTheOtherCopyWhicheverIsLive() throws Exception {
    UndoToken token = exchanged();
    journal.replace(List.of()); // settled
    undo(token);

    Recovery undone = recover();

    assertEquals(Live.OLD, undone.live());
    assertEquals(Optional.of(token), undone.undo());
    undo(token);
    assertEquals(Live.RESTORED, recover().live());
    assertEquals("t", table());
    assertEquals(1, beside().size());
  }

  @Test
  void aDatabaseThatSomebodyPutInPlaceIsNotTakenForEither() throws Exception {
    UndoToken token = exchanged();
    server.dropDatabase(live);
    server.sql("postgres", "CREATE DATABASE " + PostgresTestServer.identifier(live));

    DialectException failure = assertThrows(DialectException.class, this::recover);

    assertTrue(message(failure).contains("somebody put another in its place"), message(failure));
    assertThrows(DialectException.class, () -> undo(token));
    assertEquals(1, beside().size());
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextRestoreWithoutAJournal() throws Exception {
    RestoreSession abandoned = open();
    dump().fill(abandoned, context());
    String left = oid(beside().get(0));
    journal.replace(List.of());

    exchanged();

    assertEquals("t", table());
    assertEquals(1, beside().size());
    assertNotEquals(left, oid(beside().get(0)));
    assertThrows(DialectException.class, abandoned::close);
  }

  @Test
  void aSessionThatAKilledProcessLeftIsEndedByTheNextLoadInPlace() throws Exception {
    try (Connection left = server.connect(live)) {
      left.createStatement()
          .execute(
              "SET application_name = "
                  + PostgresTestServer.literal(new SideNames(live).application()));
      left.createStatement().execute("BEGIN; LOCK TABLE old");

      dump().restore(server.endpoint(live), server.options(), context());

      assertEquals("t", table());
      assertThrows(SQLException.class, () -> left.createStatement().execute("SELECT 1"));
    }
  }
}
