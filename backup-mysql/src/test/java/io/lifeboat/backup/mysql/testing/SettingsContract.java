package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a host may choose does what it says, on a server with a binary log and GTIDs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("one-jdk")
public abstract class SettingsContract extends ServerCase {

  private static final String CONTENT =
      """
      CREATE TABLE kept (id INT PRIMARY KEY, v VARCHAR(20)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);
      CREATE TABLE logs (id INT PRIMARY KEY); INSERT INTO logs VALUES (1), (2), (3);
      CREATE VIEW seen AS SELECT id FROM kept;
      CREATE VIEW log_view AS SELECT id FROM logs;
      CREATE TRIGGER logged BEFORE INSERT ON logs FOR EACH ROW SET NEW.id = NEW.id;
      CREATE PROCEDURE called() SELECT 1;
      CREATE EVENT later ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM kept;
      """;

  private TestServer logging;

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected SettingsContract(Vendor vendor) {
    super(vendor);
    this.logging = vendor.server();
  }

  /**
   * Return the options of a dialect by what they change.
   *
   * @param choice what is chosen
   * @param names of tables, where the choice is one of tables
   * @return options without a folder of clients
   */
  protected abstract DialectOptions options(Choice choice, Set<String> names);

  /** What is chosen. */
  public enum Choice {
    /** Dump some tables. */
    ONLY_TABLES,
    /** Leave out some tables. */
    WITHOUT_TABLES,
    /** Leave out rows. */
    WITHOUT_ROWS,
    /** Leave out routines, events and triggers. */
    WITHOUT_CODE,
    /** Keep definers. */
    DEFINERS_KEPT,
    /** Replace definers. */
    DEFINERS_REPLACED,
    /** Write nothing to the binary log. */
    WITHOUT_BINARY_LOG
  }

  private DialectOptions choose(Choice choice, String... names) {
    return options(choice, Set.of(names));
  }

  /** Starts one server for all cases. */
  @BeforeEach
  final void startLogging() {
    if (logging == vendor.server()) {
      logging =
          TestServer.start(
              vendor.image(),
              container -> {},
              vendor.isMySql()
                  ? List.of(
                      "--server-id=7",
                      "--log-bin",
                      "--gtid-mode=ON",
                      "--enforce-gtid-consistency=ON",
                      "--log-bin-trust-function-creators=1")
                  : List.of("--server-id=7", "--log-bin", "--log-bin-trust-function-creators=1"));
    }
  }

  /** Ends the server. */
  @AfterAll
  final void stopLogging() {
    if (logging != vendor.server()) {
      logging.stop();
    }
  }

  private DumpOnDisk dumpWith(String source, DialectOptions options) throws Exception {
    return DumpOnDisk.write(
        vendor.provider(),
        logging.endpoint(source),
        DumpOptions.defaults().withWorkers(2).withDialect(options),
        context(),
        freshFolder("parts"));
  }

  private void loadWith(DumpOnDisk dump, String target, DialectOptions options) throws Exception {
    dump.load(vendor.provider(), logging.endpoint(target), options, 2, Prove.COUNTS, context());
  }

  private Set<String> objects(String database) throws IOException {
    String name = Contents.text(database);
    return logging
        .sql(
            "",
            """
            SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s
            UNION ALL SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = %s
            UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s
            UNION ALL SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s
            """
                .formatted(name, name, name, name),
            "--skip-column-names")
        .lines()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> restored(DialectOptions options) throws Exception {
    String source = databaseWith(logging, CONTENT);
    String target = emptyDatabase(logging);
    DumpOnDisk dump = dumpWith(source, options);
    loadWith(dump, target, vendor.ownOptions());
    Set<String> objects = objects(target);
    objects.add(logging.sql(target, "SELECT COUNT(*) FROM kept", "-N").strip() + " kept");
    if (objects.contains("logs")) {
      objects.add(logging.sql(target, "SELECT COUNT(*) FROM logs", "-N").strip() + " logs");
    }
    drop(logging, source, target);
    return objects;
  }

  @Test
  void someTablesOnlyAreDumped() throws Exception {
    assertEquals(
        Set.of("kept", "seen", "2 kept", "called", "later"),
        restored(choose(Choice.ONLY_TABLES, "kept", "seen")));
  }

  @Test
  void someTablesAreLeftOutWithTheirTriggers() throws Exception {
    assertEquals(
        Set.of("kept", "seen", "2 kept", "called", "later"),
        restored(choose(Choice.WITHOUT_TABLES, "logs", "log_view")));
  }

  @Test
  void rowsAreLeftOutAndTheTableIsThere() throws Exception {
    assertEquals(
        Set.of("kept", "seen", "logs", "log_view", "logged", "2 kept", "0 logs", "called", "later"),
        restored(choose(Choice.WITHOUT_ROWS, "logs")));
  }

  @Test
  void codeIsLeftOut() throws Exception {
    assertEquals(
        Set.of("kept", "seen", "logs", "log_view", "2 kept", "3 logs"),
        restored(choose(Choice.WITHOUT_CODE)));
  }

  @Test
  void aTableThatIsNotThereIsNamedByTheCheck() throws Exception {
    String source = databaseWith(logging, CONTENT);
    List<Finding> found =
        errors(
            vendor
                .provider()
                .dumper()
                .check(
                    logging.endpoint(source),
                    DumpOptions.defaults().withDialect(choose(Choice.WITHOUT_ROWS, "lgos")),
                    context()));
    assertEquals(List.of("tables.unknown"), found.stream().map(Finding::code).toList());
    assertTrue(found.get(0).message().contains("lgos"));
    drop(logging, source);
  }

  @Test
  void noPartSaysWhichTransactionsTheServerHasSeen() throws Exception {
    String source = databaseWith(logging, CONTENT);
    DumpOnDisk dump = dump(logging.endpoint(source));
    for (DumpPart part : dump.description().parts()) {
      String text = Files.readString(dump.file(part), StandardCharsets.ISO_8859_1);
      assertFalse(text.toUpperCase(Locale.ROOT).contains("GTID"), part + ": " + text);
    }
    drop(logging, source);
  }

  @Test
  void aRestoreIsInTheBinaryLogUnlessItIsLeftOut() throws Exception {
    String source = databaseWith(logging, CONTENT);
    String target = emptyDatabase(logging);
    DumpOnDisk dump = dump(logging.endpoint(source));
    String before = position();
    loadWith(dump, target, choose(Choice.WITHOUT_BINARY_LOG));
    assertEquals(before, position());
    assertSameDatabase(logging, source, logging, target);
    loadWith(dump, target, vendor.ownOptions());
    assertNotEquals(before, position());
    assertSameDatabase(logging, source, logging, target);
    drop(logging, source, target);
  }

  private String position() throws IOException {
    return logging.sql(
        "", vendor.isMySql() ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS", "-N");
  }

  private static final String FOREIGN =
      """
      CREATE TABLE kept (id INT PRIMARY KEY);
      CREATE DEFINER = `stranger`@`%` SQL SECURITY INVOKER VIEW seen AS SELECT 'DEFINER=`stranger`@`%`' AS t;
      CREATE DEFINER = `stranger`@`%` PROCEDURE called() SELECT 1;
      """;

  @Test
  void definersStayWhenTheyMust() throws Exception {
    String source = databaseWith(logging, FOREIGN);
    String target = emptyDatabase(logging);
    loadWith(dump(logging.endpoint(source)), target, choose(Choice.DEFINERS_KEPT));
    assertSameDatabase(logging, source, logging, target);
    drop(logging, source, target);
  }

  @Test
  void definersAreReplacedWhenAsked() throws Exception {
    logging.sql("", "CREATE USER IF NOT EXISTS stranger@'%'");
    String source = databaseWith(logging, FOREIGN);
    String target = emptyDatabase(logging);
    loadWith(dump(logging.endpoint(source)), target, choose(Choice.DEFINERS_REPLACED));
    logging.sql("", "DROP USER stranger@'%'");
    assertEquals(
        "root@%\nroot@%",
        logging
            .sql(
                "",
                "SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = %s UNION ALL SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s"
                    .formatted(Contents.text(target), Contents.text(target)),
                "-N")
            .strip());
    drop(logging, source, target);
  }

  @Test
  void aProgramOfTheOtherVendorUnderTheSameNameIsRefusedWithASentence() throws Exception {
    Path folder = Files.createDirectories(freshFolder("clients"));
    Path others = TestServer.clientsOf(vendor.otherImage());
    for (String program : List.of("mysqldump", "mysql")) {
      Files.createSymbolicLink(folder.resolve(program), others.resolve(program));
    }
    String source = databaseWith(logging, CONTENT);
    DialectException refused =
        assertThrows(
            DialectException.class, () -> dumpWith(source, vendor.options().apply(folder)));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("of another vendor"), refused.toString());
    drop(logging, source);
  }

  @Test
  void aCollationTheServerLacksIsNamedBeforeAnythingIsTouched() throws Exception {
    String source = databaseWith(logging, CONTENT);
    String target = databaseWith(logging, "CREATE TABLE untouched (id INT)");
    DumpOnDisk dump = dump(logging.endpoint(source));
    DialectProvider provider = vendor.provider();
    List<Finding> found =
        errors(
            provider
                .restorer()
                .check(
                    logging.endpoint(target),
                    dump.description().withRequirements(Set.of("collation:utf8mb4_of_tomorrow_ci")),
                    RestoreOptions.inPlace().withDialect(vendor.ownOptions()),
                    context()));
    assertEquals(List.of("server.collation"), found.stream().map(Finding::code).toList());
    assertTrue(found.get(0).message().contains("utf8mb4_of_tomorrow_ci"));
    assertEquals(Set.of("untouched"), objects(target));
    drop(logging, source, target);
  }
}
