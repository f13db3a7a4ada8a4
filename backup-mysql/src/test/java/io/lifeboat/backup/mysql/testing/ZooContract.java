package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything a server has, dumped and restored, is what it was: to the last bit and comma. */
public abstract class ZooContract extends ServerCase {

  private static final String SOURCE = "the `whole` zoo ü";
  private static final int KINDS = 60;

  /** Each kind's line in the resources. */
  private static final String KIND = "-- kind: ";

  /** Definers that are other users, so that they stay. */
  private static final String OTHERS =
      "CREATE USER IF NOT EXISTS `absent`@`%`, `absent`@`localhost`, `absent``one`@`%.example.org`;\n";

  private static final Map<String, Boolean> FILLED = new TreeMap<>();
  private static final Map<String, Copy> COPIES = new TreeMap<>();

  /**
   * Make the cases of a vendor.
   *
   * @param vendor with its zoo
   */
  protected ZooContract(Vendor vendor) {
    super(vendor);
  }

  /** Fills the zoo once for all cases of an image. */
  @BeforeEach
  final void fillZoo() throws IOException {
    if (FILLED.putIfAbsent(vendor.image(), true) == null) {
      fill(server(), SOURCE);
    }
  }

  final void fill(TestServer server, String database) throws IOException {
    drop(server, database);
    server.sql(
        "",
        OTHERS + "CREATE DATABASE %s CHARACTER SET utf8mb3".formatted(Contents.quote(database)));
    for (String resource : vendor.zoo()) {
      server.sql(database, text(resource));
    }
    // What a server says of sizes is some seconds old; these are dumped sooner.
    server.sql(database, "ANALYZE TABLE cut_by_id, cut_by_text, cut_by_two");
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = ZooContract.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theZooHoldsEnoughKinds() throws IOException {
    long kinds = 0;
    for (String resource : vendor.zoo()) {
      kinds += text(resource).lines().filter(line -> line.startsWith(KIND)).distinct().count();
    }
    assertTrue(kinds >= KINDS, kinds + " kinds");
    Map<String, List<String>> rows = new Contents(server(), SOURCE).rows();
    assertTrue(rows.size() >= 90, rows.size() + " tables");
    assertTrue(rows.get("cut_by_id").size() > 4000, "a table that is cut");
    assertTrue(
        rows.entrySet().stream().filter(table -> table.getValue().isEmpty()).count() < 8,
        "few tables are empty");
  }

  /** The zoo, dumped and restored once by two workers for all cases of an image. */
  private record Copy(DumpOnDisk dump, Proof proof, String database, boolean loaded) {}

  private Copy copy() throws Exception {
    Copy known = COPIES.get(vendor.image());
    if (known != null) {
      return known;
    }
    DumpOnDisk dump =
        DumpOnDisk.write(
            vendor.provider(),
            server().endpoint(SOURCE),
            dumpOptions().withWorkers(2),
            context(),
            Files.createTempDirectory("lifeboat-zoo"));
    String target = emptyDatabase(server());
    String before = loads();
    Proof proof =
        dump.load(
            vendor.provider(),
            server().endpoint(target),
            vendor.ownOptions(),
            2,
            Prove.COUNTS,
            context());
    assertEquals(0, reported.stream().filter(Finding::isError).count(), "errors");
    Copy made = new Copy(dump, proof, target, !before.equals(loads()));
    COPIES.put(vendor.image(), made);
    return made;
  }

  /** How often the server took LOAD DATA. */
  private String loads() throws IOException {
    return server().sql("", "SHOW GLOBAL STATUS LIKE 'Com_load'");
  }

  @Test
  void theZooComesBackInAnEmptyDatabase() throws Exception {
    Copy copy = copy();
    assertSameDatabase(server(), SOURCE, server(), copy.database());
    assertEquals(copy.dump().rows(), DumpOnDisk.rows(copy.proof().tallies()), "what was counted");
    assertTrue(copy.loaded(), "LOAD DATA was used");
  }

  @Test
  void theZooReplacesWhatIsInADatabase() throws Exception {
    String target =
        databaseWith(
            server(),
            """
            CREATE TABLE integers (nothing INT);
            CREATE TABLE stale (id INT PRIMARY KEY);
            CREATE TABLE stale_child (id INT PRIMARY KEY, CONSTRAINT fk_hen FOREIGN KEY (id) REFERENCES stale (id));
            INSERT INTO stale VALUES (1); INSERT INTO stale_child VALUES (1);
            CREATE VIEW hen AS SELECT * FROM stale; CREATE TABLE z_base (id INT); CREATE VIEW broken AS SELECT * FROM z_base;
            DROP TABLE z_base;
            CREATE PROCEDURE twice() SELECT 1; CREATE FUNCTION slashes() RETURNS INT DETERMINISTIC RETURN 1;
            CREATE TRIGGER t_first BEFORE INSERT ON stale FOR EACH ROW SET NEW.id = 1;
            CREATE EVENT yearly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO SELECT 1;
            """);
    load(copy().dump(), server().endpoint(target));
    assertSameDatabase(server(), SOURCE, server(), target);
    drop(server(), target);
  }

  @Test
  void largeTablesAreCutIntoRangesOfTheirKey() throws Exception {
    DumpOnDisk dump = copy().dump();
    for (String table : List.of("cut_by_id", "cut_by_text", "cut_by_two")) {
      List<Long> sizes = new ArrayList<>();
      for (DumpPart part : dump.description().parts()) {
        if (part.group().equals(Optional.of(table))) {
          sizes.add(Files.size(dump.file(part)));
        }
      }
      assertTrue(sizes.stream().filter(size -> size > 0).count() >= 3, table + ": " + sizes);
    }
  }

  @Test
  void theCountsOfADumpAreThoseOfTheServer() throws Exception {
    Map<String, Long> counted = new TreeMap<>();
    new Contents(server(), SOURCE)
        .rows()
        .forEach((table, rows) -> counted.put(table, (long) rows.size()));
    copy()
        .dump()
        .rows()
        .forEach(
            (table, rows) -> {
              String ascii = table.replaceAll("[^ -~]", "");
              if (ascii.equals(table) && !table.contains("\\\\")) {
                assertEquals(counted.get(table), rows, table);
              }
            });
  }

  @Test
  void countersGoOnAndTriggersWorkAfterARestoreAndDidNotFireInIt() throws Exception {
    String target = emptyDatabase(server());
    load(copy().dump(), server().endpoint(target));
    assertEquals(
        "9000000000",
        server()
            .sql(
                target,
                "INSERT INTO counter (name) VALUES ('next'); SELECT n FROM counter WHERE name = 'next'",
                "--skip-column-names")
            .strip());
    assertEquals(
        "0", server().sql(target, "SELECT COUNT(*) FROM log", "--skip-column-names").strip());
    String after =
        server()
            .sql(
                target,
                "INSERT INTO watched VALUES (9, 1); SELECT v FROM watched WHERE id = 9; SELECT COUNT(*) FROM log",
                "--skip-column-names");
    assertEquals("199\n1", after.strip());
    drop(server(), target);
  }

  @TestFactory
  Stream<DynamicTest> theZooComesBackInEveryWay() {
    return some(
        3,
        Stream.of(
            DynamicTest.dynamicTest(
                "by the driver of MySQL", () -> throughOneDriver(ChildCopy.MARIADB_CONNECTOR)),
            DynamicTest.dynamicTest(
                "by the driver of MariaDB", () -> throughOneDriver(ChildCopy.CONNECTOR_J)),
            DynamicTest.dynamicTest(
                "on a server that takes no files and small packets only", this::onANarrowServer),
            DynamicTest.dynamicTest("from what was restored", this::onceMore)));
  }

  private void onceMore() throws Exception {
    String target = emptyDatabase(server());
    load(dump(server().endpoint(copy().database())), server().endpoint(target));
    assertSameDatabase(server(), SOURCE, server(), target);
    drop(server(), target);
  }

  private void throughOneDriver(String without) throws Exception {
    String target = emptyDatabase(server());
    String before = loads();
    ChildCopy.run(server(), SOURCE, target, freshFolder("child"), without, "256m");
    assertNotEquals(before, loads(), "LOAD DATA was used");
    assertSameDatabase(server(), SOURCE, server(), target);
    drop(server(), target);
  }

  private void onANarrowServer() throws Exception {
    TestServer narrow =
        TestServer.start(
            vendor.image(),
            container -> {},
            List.of(
                "--local-infile=0",
                "--max-allowed-packet=4M",
                "--log-bin",
                "--server-id=7",
                "--log-bin-trust-function-creators=1"));
    try {
      narrow.sql("", OTHERS);
      String target = emptyDatabase(narrow);
      load(copy().dump(), narrow.endpoint(target));
      assertSameDatabase(server(), SOURCE, narrow, target);
    } finally {
      narrow.stop();
    }
  }

  @Test
  void anEnumThatHoldsTheErrorValueComesBack() throws Exception {
    comesBack(
        """
        SET sql_mode = '';
        CREATE TABLE enum_error (id INT PRIMARY KEY, e ENUM('a', 'b'), both_ ENUM('a', ''));
        INSERT IGNORE INTO enum_error VALUES (1, 'not a member', 'not a member'), (2, 0, ''), (3, 'a', 'a');
        """);
  }

  /**
   * Dump what some statements make, restore it elsewhere, and compare.
   *
   * @param statements run in a database of their own
   * @throws Exception whatever failed
   */
  protected final void comesBack(String statements) throws Exception {
    String source = databaseWith(server(), statements);
    String target = emptyDatabase(server());
    load(dump(server().endpoint(source)), server().endpoint(target));
    assertSameDatabase(server(), source, server(), target);
    drop(server(), source, target);
  }
}
