package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A dump is one instant, whatever others commit meanwhile. */
@Tag("one-jdk")
public abstract class InstantContract extends BusyServerCase {

  private static final int WRITERS = 3;
  private static final int ROUNDS = Boolean.getBoolean("campaign") ? 20 : 3;

  /**
   * Money moves from table to table and is written down, in one transaction each; on the server, so
   * that nothing slows the commits. {@code first_ones} is read early and {@code last_ones} late by
   * a dump in any order.
   */
  private static final String ACCOUNTS =
      """
      CREATE TABLE a_first (id INT PRIMARY KEY, n INT NOT NULL, filler CHAR(250) DEFAULT 'x');
      CREATE TABLE z_last (id INT PRIMARY KEY, n INT NOT NULL, filler CHAR(250) DEFAULT 'x');
      CREATE TABLE moves (id BIGINT PRIMARY KEY AUTO_INCREMENT, amount INT NOT NULL);
      CREATE TABLE stop_now (id INT PRIMARY KEY);
      INSERT INTO a_first (id, n) VALUES (0, 1000000);
      INSERT INTO z_last (id, n) VALUES (0, 0);
      DELIMITER ;;
      CREATE PROCEDURE fill_both() BEGIN DECLARE i INT DEFAULT 1; START TRANSACTION; WHILE i < 2000 DO INSERT INTO a_first (id, n) VALUES (i, 1000000); INSERT INTO z_last (id, n) VALUES (i, 0); SET i = i + 1; END WHILE; COMMIT; END;;
      CREATE PROCEDURE churn() BEGIN
        DECLARE x INT; DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
        WHILE NOT EXISTS (SELECT 1 FROM stop_now) DO
          SET x = FLOOR(RAND() * 2000);
          START TRANSACTION;
          UPDATE a_first SET n = n - 1 WHERE id = x;
          UPDATE z_last SET n = n + 1 WHERE id = 1999 - x;
          INSERT INTO moves (amount) VALUES (1);
          COMMIT;
        END WHILE;
      END;;
      DELIMITER ;
      CALL fill_both();
      """;

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected InstantContract(Vendor vendor) {
    super(vendor);
  }

  @Test
  void writersThatCommitAllTheTimeDontTearADump() throws Exception {
    underWriters(source -> server().endpoint(source), ROUNDS);
  }

  @Test
  void writersDontTearADumpOfAUserWithFewPrivileges() throws Exception {
    makeUser("modest", "");
    underWriters(source -> as("modest", source), 2);
  }

  @Test
  void aCommitBetweenTheSnapshotsOfTwoWorkersIsSeenByBothOrNone() throws Exception {
    commitBetweenSnapshots(source -> server().endpoint(source));
  }

  @Test
  void aCommitBetweenTheSnapshotsIsHeldOffByLocksOfTablesToo() throws Exception {
    makeUser("locking", ", LOCK TABLES");
    commitBetweenSnapshots(source -> as("locking", source));
  }

  private void commitBetweenSnapshots(Place place) throws Exception {
    String source =
        databaseWith(
            server(),
            """
            CREATE TABLE a_first (id INT PRIMARY KEY, n INT NOT NULL); INSERT INTO a_first VALUES (1, 50);
            CREATE TABLE z_last (id INT PRIMARY KEY, n INT NOT NULL); INSERT INTO z_last VALUES (1, 50);
            """);
    AtomicReference<CompletableFuture<Void>> fired = new AtomicReference<>();
    AtomicBoolean heldOff = new AtomicBoolean();
    Runnable commit =
        () -> {
          fired.set(
              inBackground(
                  "START TRANSACTION; UPDATE a_first SET n = n - 20; UPDATE z_last SET n = n + 20; COMMIT",
                  source));
          heldOff.set(!endsSoon(fired.get()));
        };
    DatabaseEndpoint direct = place.of(source);
    Map<String, String> seen = new ConcurrentHashMap<>();
    try (Tap tap = new Tap(direct.port(), "START TRANSACTION WITH CONSISTENT SNAPSHOT", 2, commit);
        DumpSession session =
            vendor
                .provider()
                .dumper()
                .open(
                    direct.toBuilder().port(tap.port()).tls(TlsMode.DISABLED).build(),
                    dumpOptions().withWorkers(2),
                    context())) {
      assertEquals(2, tap.seen(), "workers that took a snapshot");
      fired.get().get(60, TimeUnit.SECONDS);
      readAtOnce(session, seen);
    }
    int first = Integer.parseInt(seen.getOrDefault("a_first", "").strip().split("\t", -1)[1]);
    int last = Integer.parseInt(seen.getOrDefault("z_last", "").strip().split("\t", -1)[1]);
    assertEquals(100, first + last, seen.toString());
    assertTrue(heldOff.get(), "the commit waited until all had their snapshots");
    assertEquals(50, first, "what was committed later is not seen");
    drop(server(), source);
  }

  /** No connection can have read both: neither is given back before the other was taken. */
  private void readAtOnce(DumpSession session, Map<String, String> seen) throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    List<CompletableFuture<Void>> reading = new ArrayList<>();
    for (DumpPart part : session.description().parts()) {
      if (part.stage() == Stage.DATA) {
        reading.add(
            CompletableFuture.runAsync(
                () -> {
                  Meeting out = new Meeting(both);
                  try {
                    session.write(part, out, context());
                  } catch (IOException | DialectException e) {
                    throw new IllegalStateException(e);
                  }
                  seen.put(part.group().orElseThrow(), out.toString(StandardCharsets.US_ASCII));
                },
                threads));
      }
    }
    for (CompletableFuture<Void> one : reading) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  /** Takes the first bytes when another thread has some for its own. */
  private static final class Meeting extends ByteArrayOutputStream {

    private final CyclicBarrier others;

    Meeting(CyclicBarrier others) {
      this.others = others;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (size() == 0 && length > 0) {
        try {
          others.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException(e);
        }
      }
      super.write(bytes, offset, length);
    }
  }

  private void underWriters(Place place, int rounds) throws Exception {
    String source = databaseWith(server(), ACCOUNTS);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    List<DumpOnDisk> dumps = new ArrayList<>();
    try {
      for (int i = 0; i < WRITERS; i++) {
        writers.add(inBackground("CALL churn()", source));
      }
      for (int round = 0; round < rounds; round++) {
        dumps.add(dump(place.of(source)));
      }
    } finally {
      server().sql(source, "INSERT INTO stop_now VALUES (1)");
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get(60, TimeUnit.SECONDS);
    }
    long before = 0;
    for (DumpOnDisk dump : dumps) {
      String target = emptyDatabase(server());
      load(dump, server().endpoint(target));
      String[] sums =
          server()
              .sql(
                  target,
                  "SELECT (SELECT SUM(n) FROM a_first), (SELECT SUM(n) FROM z_last), (SELECT COUNT(*) FROM moves), (SELECT COUNT(*) FROM a_first)",
                  "--skip-column-names")
              .strip()
              .split("\t", -1);
      long moved = Long.parseLong(sums[2]);
      assertEquals(2_000_000_000L - moved, Long.parseLong(sums[0]), "what left the first table");
      assertEquals(moved, Long.parseLong(sums[1]), "what came into the last table");
      assertEquals("2000", sums[3]);
      assertTrue(moved > before, "the writers did commit between two dumps");
      before = moved;
      drop(server(), target);
    }
    drop(server(), source);
  }
}
