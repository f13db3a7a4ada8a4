package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No success is claimed that is none: what a server takes with a warning is a failure here. */
@Tag("one-jdk")
public abstract class TruthContract extends ServerCase {

  private static final String VICTIMS =
      """
      CREATE TABLE victims (id INT PRIMARY KEY, v VARCHAR(6) NOT NULL, n TINYINT, d DATE, e ENUM('first', 'other'), x DECIMAL(5,2), UNIQUE KEY u (v));
      INSERT INTO victims VALUES (70001, 'MARK_1', 101, '2026-01-31', 'first', 123.45), (70002, 'MARK_2', 102, '2026-02-28', 'other', 543.21), (70003, 'MARK_3', 103, '2026-03-31', 'first', 111.22);
      """;

  /** Large enough that a dump or a load of it can be interrupted. */
  private static final String LARGE =
      """
      CREATE TABLE large (id INT PRIMARY KEY AUTO_INCREMENT, filler VARCHAR(1100));
      INSERT INTO large (filler) VALUES (REPEAT('a', 1000)), (REPEAT('b', 1000)), (REPEAT('c', 1000)), (REPEAT('d', 1000));
      """
          + "INSERT INTO large (filler) SELECT CONCAT(id, LEFT(filler, 1000)) FROM large;\n"
              .repeat(12);

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected TruthContract(Vendor vendor) {
    super(vendor);
  }

  @Test
  void aValueThatIsTooLongFailsThePart() throws Exception {
    refusesTampering("MARK_1", "MARK_1_longer");
  }

  @Test
  void aNumberOutOfRangeFailsThePart() throws Exception {
    refusesTampering("101", "901");
  }

  @Test
  void aNumberThatIsNoneFailsThePart() throws Exception {
    refusesTampering("102", "1x2");
  }

  @Test
  void aDateThatIsNoneFailsThePart() throws Exception {
    refusesTampering("2026-01-31", "2026-19-31");
  }

  @Test
  void aDecimalThatIsRoundedFailsThePart() throws Exception {
    refusesTampering("123.45", "123.456");
  }

  @Test
  void aMemberThatAnEnumLacksFailsThePart() throws Exception {
    refusesTampering("other", "outer");
  }

  @Test
  void aPrimaryKeyThatStandsTwiceFailsThePart() throws Exception {
    refusesTampering("70002", "70001");
  }

  @Test
  void aUniqueKeyThatStandsTwiceFailsThePart() throws Exception {
    refusesTampering("MARK_2", "MARK_1");
  }

  @Test
  void textThatIsNotOfItsCharacterSetFailsThePart() throws Exception {
    refusesTampering("MARK_3", "MA\u00ff\u00feK3");
  }

  @Test
  void aValueIsNeverRunAsSqlWhereRowsAreInserted() throws Exception {
    server().sql("", "SET GLOBAL local_infile = 0");
    try {
      refusesTampering("101", "1'+(SELECT 100)+'0");
      refusesTampering("123.45", "1.5'),(70009,X'4d',1,NULL,NULL,'1.5");
      refusesTampering("2026-01-31", "2026-01-31\\\\");
      refusesTampering("101", "\\N1");
      refusesTampering("101\t", "101\t101\t");
      refusesTampering("101\t", "");
    } finally {
      server().sql("", "SET GLOBAL local_infile = 1");
    }
  }

  private void refusesTampering(String from, String to) throws Exception {
    String source = databaseWith(server(), VICTIMS);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    assertTrue(
        dump.tamper(
            bytes ->
                new String(bytes, StandardCharsets.ISO_8859_1)
                    .replace(from, to)
                    .getBytes(StandardCharsets.ISO_8859_1)),
        "the value was found in the part");
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> load(dump, server().endpoint(target)),
            () -> from + " became " + to);
    assertTrue(String.valueOf(failure.getMessage()).contains("victims"), failure.getMessage());
    drop(server(), source, target);
  }

  @Test
  void aRowThatIsMissingIsSeenInTheCounts() throws Exception {
    String source = databaseWith(server(), VICTIMS);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    RestoreOptions options = RestoreOptions.inPlace().withDialect(vendor.ownOptions());
    try (RestoreSession session =
        vendor
            .provider()
            .restorer()
            .open(
                server().endpoint(target),
                dump.description(),
                options,
                new DumpOnDisk.NoJournal(),
                context())) {
      dump.applyAll(session, 1, context());
      assertEquals(dump.rows(), DumpOnDisk.rows(session.prove(Prove.COUNTS, context()).tallies()));
      server().sql(target, "DELETE FROM victims WHERE id = 70002");
      assertNotEquals(
          dump.rows(), DumpOnDisk.rows(session.prove(Prove.COUNTS, context()).tallies()));
    }
    drop(server(), source, target);
  }

  @Test
  void aValueThatChangedIsSeenInTheHashes() throws Exception {
    String source = databaseWith(server(), VICTIMS);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    RestoreOptions options = RestoreOptions.inPlace().withDialect(vendor.ownOptions());
    try (RestoreSession session =
        vendor
            .provider()
            .restorer()
            .open(
                server().endpoint(target),
                dump.description(),
                options,
                new DumpOnDisk.NoJournal(),
                context())) {
      dump.applyAll(session, 1, context());
      assertEquals(dump.tallies(), session.prove(Prove.ROWS, context()).tallies());
      server().sql(target, "UPDATE victims SET n = 104 WHERE id = 70002");
      assertNotEquals(dump.tallies(), session.prove(Prove.ROWS, context()).tallies());
    }
    drop(server(), source, target);
  }

  @Test
  void aPartThatIsCutAnywhereFailsTheLoad() throws Exception {
    String source = databaseWith(server(), VICTIMS);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    DumpPart part =
        dump.description().parts().stream()
            .filter(one -> one.stage() == Stage.DATA)
            .findFirst()
            .orElseThrow();
    byte[] whole = Files.readAllBytes(dump.file(part));
    int last = whole.length - 1;
    for (int length : List.of(last - 3, last / 2)) {
      Files.write(dump.file(part), Arrays.copyOf(whole, length));
      assertThrows(
          DialectException.class,
          () -> load(dump, server().endpoint(target)),
          () -> "cut after " + length + " of " + whole.length);
    }
    drop(server(), source, target);
  }

  @Test
  @SuppressWarnings("try") // closed twice, which is allowed
  void connectionsThatAreKilledFailTheDumpThatReads() throws Exception {
    String source = databaseWith(server(), LARGE);
    DumpOptions whole = dumpOptions().withPartBytes(1L << 30);
    try (DumpSession session =
        vendor.provider().dumper().open(server().endpoint(source), whole, context())) {
      OutputStream killing =
          new Once(
              () -> {
                killConnections(server());
                return null;
              });
      DumpPart rows =
          session.description().parts().stream()
              .filter(part -> part.stage() == Stage.DATA)
              .findFirst()
              .orElseThrow();
      DialectException failure =
          assertThrows(
              DialectException.class,
              () -> {
                session.write(rows, killing, context());
                session.close(); // all of the part was in the network's buffers already
              });
      String said = String.valueOf(failure.getMessage());
      assertTrue(said.contains("large") || said.contains("held the snapshot"), said);
      assertEquals(DialectException.Reason.CONNECTION, failure.reason(), failure.toString());
    }
    drop(server(), source);
  }

  @Test
  void aKeeperOfTheSnapshotThatIsKilledFailsTheEndOfTheDump() throws Exception {
    String source = databaseWith(server(), VICTIMS);
    DumpSession session =
        vendor.provider().dumper().open(server().endpoint(source), dumpOptions(), context());
    DumpOnDisk.write(session, 2, context(), freshFolder("killed"));
    killConnections(server());
    DialectException failure = assertThrows(DialectException.class, session::close);
    assertEquals(DialectException.Reason.CONNECTION, failure.reason(), failure.toString());
    assertTrue(failure.isTransient(), "a repetition may help");
    drop(server(), source);
  }

  @Test
  void connectionsThatAreKilledFailTheLoad() throws Exception {
    String source = databaseWith(server(), LARGE);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    interruptedLoad(dump, server().endpoint(target), () -> killConnections(server()));
    drop(server(), source, target);
  }

  @Test
  void aServerThatIsKilledFailsTheLoad() throws Exception {
    TestServer doomed = TestServer.start(vendor.image());
    String source = databaseWith(doomed, LARGE);
    String target = emptyDatabase(doomed);
    DumpOnDisk dump = dump(doomed.endpoint(source));
    interruptedLoad(dump, doomed.endpoint(target), doomed::kill);
  }

  /** Something that goes wrong on purpose. */
  private interface Accident {
    void happen() throws IOException;
  }

  private void interruptedLoad(DumpOnDisk dump, DatabaseEndpoint target, Accident accident) {
    RestoreOptions options = RestoreOptions.inPlace().withDialect(vendor.ownOptions());
    DialectException failure =
        assertThrows(
            DialectException.class,
            () -> {
              try (RestoreSession session =
                  vendor
                      .provider()
                      .restorer()
                      .open(
                          target,
                          dump.description(),
                          options,
                          new DumpOnDisk.NoJournal(),
                          context())) {
                boolean happened = false;
                for (DumpPart part : dump.description().parts()) {
                  boolean now = !happened && part.stage() == Stage.DATA;
                  happened |= now;
                  try (InputStream in =
                      now
                          ? new Interrupted(Files.readAllBytes(dump.file(part)), accident)
                          : Files.newInputStream(dump.file(part))) {
                    session.apply(part, in, context());
                  }
                }
                session.prove(Prove.COUNTS, context());
                session.complete(context());
              }
            });
    assertFalse(String.valueOf(failure.getMessage()).isBlank());
  }

  private static void killConnections(TestServer server) throws IOException {
    String ids =
        server.sql(
            "",
            "SELECT ID FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND USER = 'root'",
            "--skip-column-names");
    for (String id : ids.lines().toList()) {
      try {
        server.sql("", "KILL " + id);
      } catch (IOException e) {
        // It went by itself.
      }
    }
  }

  @Test
  void anEventThatTheVendorsClientChokesOnDoesNotHangTheDump() throws Exception {
    String source =
        databaseWith(
            server(),
            VICTIMS
                + "DELIMITER //\nCREATE EVENT chokes ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO SET @x = ';;'//\n");
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          try {
            dump(server().endpoint(source));
          } catch (DialectException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("chokes"), e.getMessage());
          }
        });
    drop(server(), source);
  }

  @Test
  void aDiskThatIsFullFailsTheLoad() throws Exception {
    String source = databaseWith(server(), LARGE);
    TestServer small =
        TestServer.start(
            vendor.image(),
            container -> container.withTmpFs(Map.of("/var/lib/mysql", "rw,size=300m,mode=777")),
            List.of("--disable-log-bin"));
    try {
      String target = emptyDatabase(small);
      DumpOnDisk dump = dump(server().endpoint(source));
      small
          .container()
          .execInContainer(
              "bash",
              "-c",
              "free=$(df --output=avail -m /var/lib/mysql | tail -1); dd if=/dev/zero of=/var/lib/mysql/filler bs=1M count=$((free - 8))");
      assertTimeoutPreemptively(
          Duration.ofMinutes(2),
          () ->
              assertThrows(
                  DialectException.class, () -> load(dump, small.endpoint(target)), "disk full"));
    } finally {
      small.stop();
      drop(server(), source);
    }
  }

  /** Does something once, when the first bytes are written. */
  private static final class Once extends OutputStream {

    private final Callable<Void> action;
    private boolean done;

    Once(Callable<Void> action) {
      this.action = action;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!done) {
        done = true;
        try {
          action.call();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /**
   * Does something once, when few enough bytes are left for the buffers of the network: with more,
   * the driver was seen waiting minutes to write to a connection whose server's end was gone.
   */
  private static final class Interrupted extends InputStream {

    private static final int LEFT = 50_000;

    private final byte[] bytes;
    private final Accident accident;
    private int position;
    private boolean done;

    Interrupted(byte[] bytes, Accident accident) {
      this.bytes = bytes;
      this.accident = accident;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (position >= bytes.length) {
        return -1;
      }
      if (!done && position > bytes.length - LEFT) {
        done = true;
        accident.happen();
      }
      int taken = Math.min(Math.min(length, 4096), bytes.length - position);
      System.arraycopy(bytes, position, into, offset, taken);
      position += taken;
      return taken;
    }
  }
}
