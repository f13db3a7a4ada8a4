package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupException;
import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.BackupSummary;
import io.lifeboat.backup.Operation;
import io.lifeboat.backup.PendingUndo;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.RestoreMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process, its clients or the server are killed at moments spread over a restore, by exchange
 * and in place; every fifth time the recovery is killed as well. Afterwards database and files are
 * the old or the restored, both whole, and the manager says which; after an exchange the database
 * is whole even before a recovery.
 */
@Tag("one-jdk")
class KilledAnywhereTest {

  private static final int KILLS = Boolean.getBoolean("campaign") ? 200 : 20;
  private static final long SEED = Long.getLong("seed", 20_261_125);

  private static final String FRESH =
      """
      CREATE TABLE customer (id int PRIMARY KEY, name text);
      CREATE TABLE purchase (id serial PRIMARY KEY, customer int REFERENCES customer, note text);
      INSERT INTO customer SELECT n, 'Customer ' || n FROM generate_series(1, 1000) n;
      INSERT INTO purchase (customer, note) SELECT 1 + n % 1000, md5(n::text) FROM generate_series(1, 20000) n;
      CREATE VIEW busy AS SELECT customer, count(*) FROM purchase GROUP BY 1;
      CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS 'DELETE FROM purchase';
      CREATE INDEX ON purchase (note);
      SELECT lo_put(lo_create(7), 0, 'fresh');""";

  private static final String OLD =
      """
      CREATE TABLE later (id int PRIMARY KEY, t text);
      INSERT INTO later SELECT n, md5(n::text) FROM generate_series(1, 15000) n;
      CREATE TABLE customer (id int PRIMARY KEY, mail text);
      INSERT INTO customer SELECT n, n || '@example.org' FROM generate_series(1, 500) n;
      CREATE VIEW mails AS SELECT mail FROM customer;""";

  /** All that is in the schema {@code public}, one line each, and the rows of its tables. */
  private static final String WHOLE =
      """
      SELECT c.relkind::text || ' ' || c.relname || CASE WHEN c.relkind = 'r' THEN ' ' ||
        (xpath('//h/text()', query_to_xml(format(
          'SELECT count(*) || '' '' || coalesce(md5(string_agg(t::text, '','' ORDER BY t::text)), '''') AS h FROM public.%I t',
          c.relname), false, false, '')))[1]::text ELSE '' END
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
      UNION ALL SELECT 'f ' || p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
      UNION ALL SELECT 'k ' || conrelid::regclass || conname || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT 'l ' || oid || encode(lo_get(oid), 'escape') FROM pg_largeobject_metadata
      ORDER BY 1""";

  @TempDir Path work;

  private final Random random = new Random(SEED);
  private @Nullable PostgresTestServer started;
  private String live = "";
  private String backup = "";
  private State fresh = new State("", "");
  private int cutOff;
  private int hits;
  private int old;

  /** What is killed. */
  private enum Victim {
    PROCESS,
    CLIENT,
    SERVER
  }

  /** Database and files. */
  private record State(String database, String files) {}

  @AfterEach
  void remove() {
    if (started != null) {
      started.remove();
    }
  }

  private PostgresTestServer own() {
    return Objects.requireNonNull(started);
  }

  private KilledHost host() {
    return new KilledHost(work.resolve("host"), own().port(), live, own().clients());
  }

  private String database() throws SQLException {
    return own().value(live, WHOLE);
  }

  private State now() throws IOException, SQLException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(host().uploads())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            host().uploads().relativize(file).toString(),
            Files.size(file) + " " + Files.readString(file).hashCode());
      }
    }
    return new State(database(), files.toString());
  }

  private State make(String statements, String files) throws IOException, SQLException {
    own().dropDatabase(live);
    own().sql("postgres", "CREATE DATABASE " + PostgresTestServer.identifier(live));
    own().sql(live, statements);
    for (int i = 0; i < 20; i++) {
      Path in = Files.createDirectories(host().uploads().resolve("folder " + i % 5));
      Files.writeString(in.resolve("file " + i), (files + " " + i + "\n").repeat(10 * i + 1));
    }
    Files.deleteIfExists(host().uploads().resolve("only in fresh"));
    Files.deleteIfExists(host().uploads().resolve("only in old"));
    Files.writeString(host().uploads().resolve("only in " + files), files);
    return now();
  }

  @Test
  void whateverIsKilledInAnExchangeTheDataIsTheOldOrTheRestored() throws Exception {
    run(durable(18), RestoreMode.SWAP, KILLS / 2);
  }

  @Test
  void whateverIsKilledInPlaceTheDataIsTheOldOrTheRestored() throws Exception {
    run(durable(18), RestoreMode.IN_PLACE, KILLS / 2);
  }

  /** What the test itself commits just before a kill must be there after it. */
  private static PostgresTestServer durable(int major) {
    return PostgresTestServer.start(major, "synchronous_commit=on");
  }

  private void run(PostgresTestServer on, RestoreMode mode, int kills) throws Exception {
    started = on;
    live = "killed";
    fresh = make(FRESH, "fresh");
    try (BackupManager backups = host().builder().build()) {
      backup = backups.backup(BackupRequest.everything()).id();
    }
    Duration alone = undisturbed(mode);
    Duration inside = undisturbedInside(mode);
    for (int kill = 0; kill < kills; kill++) {
      State before = make(OLD, "old");
      Victim victim = Victim.values()[kill % Victim.values().length];
      Duration undisturbed = victim == Victim.PROCESS ? alone : inside;
      boolean aimed = kill % 2 == 0;
      long moment =
          aimed
              ? random.nextLong(mode == RestoreMode.SWAP ? 100 : undisturbed.toMillis() / 3)
              : (long) ((kill + random.nextDouble()) / kills * undisturbed.toMillis());
      if (victim == Victim.PROCESS) {
        killProcess(mode, aimed, moment);
      } else {
        killInside(mode, victim, aimed, moment);
      }
      settle(before, mode, kill % 5 == 4, "kill %d, of the %s".formatted(kill, victim));
    }
    System.out.printf(
        "%s on %d: seed %d, undisturbed %d and %d ms, %d kills of which %d hit, %d cut off, %d times old%n",
        mode, own().major(), SEED, alone.toMillis(), inside.toMillis(), kills, hits, cutOff, old);
    assertTrue(hits >= kills / 4, "enough kills were early enough: " + hits);
    assertTrue(cutOff > 0, "a restore was cut off while it changed the data");
  }

  private Duration undisturbedInside(RestoreMode mode) throws Exception {
    make(OLD, "old");
    Duration took = Duration.ZERO;
    for (int run = 0; run < 2; run++) { // The first one is slower than those that follow.
      try (BackupManager backups = host().builder().build()) {
        took = backups.restore(KilledHost.request(backup, mode)).took();
      }
      clear();
    }
    return took;
  }

  private Duration undisturbed(RestoreMode mode) throws Exception {
    make(OLD, "old");
    try (KilledHost.Doomed process = host().restoring(backup, mode)) {
      long begun = System.nanoTime();
      process.awaitDone();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertEquals(fresh, now());
      clear();
      return took;
    }
  }

  private void awaitAim(RestoreMode mode, Running running) throws Exception {
    String announced = mode == RestoreMode.SWAP ? "postgresql.exchange" : "core.load";
    while (running.runs() && !host().journal().contains(announced)) {
      Thread.sleep(2);
    }
  }

  /** A restore on its way. */
  private interface Running {
    boolean runs();
  }

  private void killProcess(RestoreMode mode, boolean aimed, long moment) throws Exception {
    try (KilledHost.Doomed process = host().restoring(backup, mode)) {
      if (aimed) {
        awaitAim(mode, process::runs);
      }
      Thread.sleep(moment);
      hits += process.kill() ? 1 : 0;
    }
  }

  private void killInside(RestoreMode mode, Victim victim, boolean aimed, long moment)
      throws Exception {
    try (BackupManager backups = host().builder().build()) {
      Operation<RestoreReport> operation = backups.startRestore(KilledHost.request(backup, mode));
      if (aimed) {
        awaitAim(mode, () -> !operation.isDone());
      }
      Thread.sleep(moment);
      boolean runs = !operation.isDone();
      hits += runs ? 1 : 0;
      if (victim == Victim.SERVER) {
        own().kill();
      } else {
        killClients(operation);
      }
      try {
        operation.await();
      } catch (BackupException e) {
        assertTrue(runs, () -> "failed before it was disturbed: " + e);
      }
    } finally {
      if (victim == Victim.SERVER) {
        own().restart();
      }
    }
  }

  private void killClients(Operation<?> operation) {
    while (!operation.isDone()) {
      List<ProcessHandle> clients = host().runningClients();
      clients.forEach(ProcessHandle::destroyForcibly);
      if (!clients.isEmpty()) {
        return;
      }
    }
  }

  private void settle(State before, RestoreMode mode, boolean killed, String when)
      throws Exception {
    boolean announced = host().isAnnounced();
    cutOff += announced ? 1 : 0;
    if (mode == RestoreMode.SWAP) {
      String database = database();
      assertTrue(
          database.equals(before.database()) || database.equals(fresh.database()),
          () -> when + ", the database is whole before a recovery: " + database);
    }
    if (killed) {
      try (KilledHost.Doomed recovery = host().recovering()) {
        Thread.sleep(random.nextLong(1500));
        recovery.kill();
      }
    }
    try (BackupManager backups = host().builder().build()) {
      assertEquals(
          List.of(),
          backups.check().stream().filter(Finding::isError).toList(),
          when + ", building a manager recovers");
      State now = now();
      assertTrue(
          now.equals(before) || now.equals(fresh),
          () -> when + ", the old or the restored, whole: " + now);
      old += now.equals(before) ? 1 : 0;
      Optional<PendingUndo> undo = backups.pendingUndo();
      assertEquals(mode == RestoreMode.SWAP && now.equals(fresh), undo.isPresent(), when);
      if (undo.isPresent()) {
        backups.undo();
        assertEquals(before, now(), when + ", undone");
      }
    }
    clear();
    assertEquals(
        List.of(),
        own().rows("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '%.lifeboat-%'"),
        when + ", nothing is left");
  }

  /** Removes all that this round kept. */
  private void clear() {
    try (BackupManager backups = host().builder().build()) {
      backups.discardUndo();
      for (BackupSummary other : backups.list()) {
        if (!other.id().equals(backup)) {
          backups.delete(other.id());
        }
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void theSameOn15() throws Exception {
    run(durable(15), RestoreMode.SWAP, 30);
  }
}
