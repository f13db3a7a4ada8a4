package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.TlsMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A dump holds the schema of its instant, and neither waits for ever nor lets DDL tear it. */
@Tag("one-jdk")
public abstract class DdlContract extends BusyServerCase {

  private static final String TABLES =
      """
      CREATE TABLE victim (id INT PRIMARY KEY, v VARCHAR(10)); INSERT INTO victim VALUES (1, 'a'), (2, 'b');
      CREATE TABLE other (id INT PRIMARY KEY, v VARCHAR(10)); INSERT INTO other VALUES (1, 'x');
      CREATE VIEW looking AS SELECT id FROM victim;
      CREATE TRIGGER watching BEFORE INSERT ON victim FOR EACH ROW SET NEW.v = 'w';
      """;

  /** Who may hold off no DDL, and further privileges: none, and those that hold off commits. */
  private static final Map<String, String> MODEST =
      Map.of("modest", "", "locking", ", LOCK TABLES", "flushing", ", RELOAD");

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected DdlContract(Vendor vendor) {
    super(vendor);
  }

  private Place root() {
    return database -> server().endpoint(database);
  }

  @TestFactory
  Stream<DynamicTest> ddlOfATableDuringADumpWaitsForItsEnd() {
    return some(
            4,
            Stream.of(
                "TRUNCATE TABLE victim",
                "ALTER TABLE victim DROP COLUMN v",
                "RENAME TABLE victim TO gone, other TO victim",
                "DROP TRIGGER watching",
                "ALTER TABLE victim ADD COLUMN more INT NOT NULL DEFAULT 7",
                "DROP TABLE victim",
                "RENAME TABLE victim TO gone",
                "OPTIMIZE TABLE victim",
                "ALTER TABLE victim FORCE"))
        .map(ddl -> DynamicTest.dynamicTest(ddl, () -> dumpedAsItWas(root(), ddl, true)));
  }

  @TestFactory
  Stream<DynamicTest> otherDdlDuringADumpIsNotSeenByIt() {
    return Stream.of(
            "CREATE TABLE made_meanwhile AS SELECT * FROM victim",
            "CREATE OR REPLACE VIEW looking AS SELECT 2 AS n",
            "DROP VIEW looking")
        .map(ddl -> DynamicTest.dynamicTest(ddl, () -> dumpedAsItWas(root(), ddl, false)));
  }

  private void dumpedAsItWas(Place place, String ddl, boolean waits) throws Exception {
    String source = databaseWith(server(), TABLES);
    String expectedSchema = new Contents(server(), source).schema();
    Map<String, List<String>> expectedRows = new Contents(server(), source).rows();
    CompletableFuture<Void> fired;
    DumpOnDisk dump;
    try (DumpSession session =
        vendor.provider().dumper().open(place.of(source), dumpOptions(), context())) {
      fired = inBackground(ddl, source);
      boolean done = endsSoon(fired);
      assertTrue(!waits || !done, "it waits");
      dump = DumpOnDisk.write(session, WORKERS, context(), freshFolder("ddl"));
      assertTrue(!waits || !fired.isDone(), "it waits until the session ends");
    }
    fired.get(60, TimeUnit.SECONDS);
    String target = emptyDatabase(server());
    load(dump, server().endpoint(target));
    assertEquals("", Contents.difference(expectedRows, new Contents(server(), target).rows()));
    assertEquals(expectedSchema, new Contents(server(), target).schema());
    drop(server(), source, target);
  }

  @TestFactory
  Stream<DynamicTest> itWaitsForADumpOfAnybody() {
    return forModestUsers(
        (user, ddl) -> dumpedAsItWas(database -> as(user, database), ddl, true),
        "RENAME TABLE victim TO gone, other TO victim",
        "ALTER TABLE victim DROP COLUMN v");
  }

  @TestFactory
  Stream<DynamicTest> thatComesWhileASnapshotIsTakenLetsItThrough() {
    return forModestUsers(
        this::dumpedBeforeOrAfter,
        "TRUNCATE TABLE victim",
        "ALTER TABLE victim ADD COLUMN more INT NOT NULL DEFAULT 7");
  }

  private interface Attempt {
    void run(String user, String ddl) throws Exception;
  }

  private Stream<DynamicTest> forModestUsers(Attempt attempt, String... statements) {
    return MODEST.keySet().stream()
        .sorted()
        .flatMap(
            user ->
                some(1, Stream.of(statements))
                    .map(
                        ddl ->
                            DynamicTest.dynamicTest(
                                user + ": " + ddl,
                                () -> {
                                  makeUser(user, MODEST.getOrDefault(user, ""));
                                  attempt.run(user, ddl);
                                })));
  }

  /** The statement comes when the first worker begins: its tables are touched by one other only. */
  private void dumpedBeforeOrAfter(String user, String ddl) throws Exception {
    String source = databaseWith(server(), TABLES);
    String before = everything(source);
    AtomicReference<CompletableFuture<Void>> fired = new AtomicReference<>();
    Runnable queue =
        () -> {
          fired.set(inBackground(ddl, source));
          assertTrue(!endsSoon(fired.get()), "it waits");
        };
    DatabaseEndpoint direct = as(user, source);
    DumpOnDisk dump;
    try (Tap tap = new Tap(direct.port(), "START TRANSACTION WITH CONSISTENT SNAPSHOT", 1, queue);
        DumpSession session =
            vendor
                .provider()
                .dumper()
                .open(
                    direct.toBuilder().port(tap.port()).tls(TlsMode.DISABLED).build(),
                    dumpOptions(),
                    context())) {
      dump = DumpOnDisk.write(session, WORKERS, context(), freshFolder("ddl"));
    }
    fired.get().get(60, TimeUnit.SECONDS);
    String target = emptyDatabase(server());
    load(dump, server().endpoint(target));
    String after = everything(source);
    assertTrue(Set.of(before, after).contains(everything(target)), "one of the two");
    drop(server(), source, target);
  }

  private String everything(String database) throws IOException {
    Contents contents = new Contents(server(), database);
    return contents.schema() + contents.rows();
  }
}
