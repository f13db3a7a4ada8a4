package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.Stage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is large comes back too, and what a narrow server takes. */
@Tag("one-jdk")
public abstract class SizesContract extends ServerCase {

  private static final int TABLES = Boolean.getBoolean("campaign") ? 10_000 : 200;

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected SizesContract(Vendor vendor) {
    super(vendor);
  }

  @Test
  void aValueOf64MebibytesComesBackWithAHeapOf512() throws Exception {
    String source =
        databaseWith(
            server(),
            """
            CREATE TABLE big (id INT PRIMARY KEY, b LONGBLOB, t LONGTEXT);
            INSERT INTO big VALUES (1, REPEAT(x'005C0A0D1A27220900FF5C4E80010203', 4194304), NULL), (2, '', REPEAT('ü\\\\', 100000));
            """);
    String target = emptyDatabase(server());
    ChildCopy.run(server(), source, target, freshFolder("child"), "none", "512m");
    String sums =
        "SELECT id, LENGTH(b), SHA2(b, 256), LENGTH(t), SHA2(t, 256) FROM big ORDER BY id";
    String expected = server().sql(source, sums);
    assertEquals(expected, server().sql(target, sums));
    assertEquals(true, expected.contains("\t67108864\t"));
    drop(server(), source, target);
  }

  @Test
  void manyLargeValuesNeedTheMemoryOfOne() throws Exception {
    String source =
        databaseWith(
            server(),
            """
            CREATE TABLE pictures (b LONGBLOB);
            INSERT INTO pictures VALUES (REPEAT('0123456789abcdef', 131072)), (REPEAT('x', 2097152)), (REPEAT('y', 2097152)), (REPEAT('z', 2097152));
            """
                + "INSERT INTO pictures SELECT b FROM pictures;\n".repeat(4));
    String target = emptyDatabase(server());
    ChildCopy.run(server(), source, target, freshFolder("child"), "none", "96m");
    String sums = "SELECT COUNT(*), SUM(LENGTH(b)), SUM(CRC32(b)) FROM pictures";
    assertEquals(server().sql(source, sums), server().sql(target, sums));
    drop(server(), source, target);
  }

  /** Neighbours of such keys are one and the same as doubles. */
  @Test
  void noRowFallsBetweenPartsOfLongDecimalKeys() throws Exception {
    String source =
        databaseWith(
            server(),
            """
            CREATE TABLE seed (n INT PRIMARY KEY AUTO_INCREMENT, f INT);
            INSERT INTO seed (f) VALUES (1), (1), (1), (1);
            """
                + "INSERT INTO seed (f) SELECT 1 FROM seed;\n".repeat(11)
                + """
                  CREATE TABLE numbered (id DECIMAL(20,0) PRIMARY KEY, filler VARCHAR(200));
                  INSERT INTO numbered SELECT 100000000000000000 + n, REPEAT('x', 200) FROM seed;
                  ANALYZE TABLE numbered;
                  """);
    String target = emptyDatabase(server());
    DumpOnDisk dump = dump(server().endpoint(source));
    assertTrue(
        dump.description().parts().stream()
                .filter(part -> part.group().equals(Optional.of("numbered")))
                .filter(part -> part.stage() == Stage.DATA)
                .count()
            > 3);
    load(dump, server().endpoint(target));
    String count = "SELECT COUNT(*), SUM(id) FROM numbered";
    assertEquals(server().sql(source, count), server().sql(target, count));
    drop(server(), source, target);
  }

  @Test
  void aTableOf1000ColumnsComesBack() throws Exception {
    String columns =
        IntStream.range(0, 999)
            .mapToObj(
                i ->
                    "`c %d` %s"
                        .formatted(
                            i, List.of("INT", "TINYINT", "DATE", "YEAR", "BIT(3)").get(i % 5)))
            .collect(Collectors.joining(", "));
    String values =
        IntStream.range(0, 999)
            .mapToObj(
                i -> List.of(String.valueOf(i), "-5", "'2026-01-01'", "2026", "b'101'").get(i % 5))
            .collect(Collectors.joining(", "));
    roundTrip(
        "CREATE TABLE wide (id INT PRIMARY KEY, %s);\nINSERT INTO wide VALUES (1, %s), (2, %s);"
            .formatted(
                columns,
                values,
                IntStream.range(0, 999).mapToObj(i -> "NULL").collect(Collectors.joining(", "))));
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // the campaign makes ten thousand
  void manyTablesComeBack() throws Exception {
    StringBuilder script = new StringBuilder("SET foreign_key_checks = 0;\n");
    for (int i = 0; i < TABLES; i++) {
      script.append(
          "CREATE TABLE t%d (id INT PRIMARY KEY, v VARCHAR(10), KEY k (v), CONSTRAINT f%d FOREIGN KEY (id) REFERENCES t%d (id)); INSERT INTO t%d VALUES (1, '%d');\n"
              .formatted(i, i, (i + 1) % TABLES, i, i));
    }
    roundTrip(script.toString());
  }

  @Test
  void aDatabaseWithNothingInItComesBack() throws Exception {
    roundTrip("SELECT 1;");
  }

  @Test
  void aDatabaseWithViewsAndRoutinesOnlyComesBack() throws Exception {
    roundTrip("CREATE VIEW one AS SELECT 1 AS n; CREATE PROCEDURE p() SELECT * FROM one;");
  }

  private void roundTrip(String statements) throws Exception {
    String source = databaseWith(server(), statements);
    String target = emptyDatabase(server());
    load(dump(server().endpoint(source)), server().endpoint(target));
    assertSameDatabase(server(), source, server(), target);
    drop(server(), source, target);
  }
}
