package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreRefusedException;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.mariadb.MariaDbOptions;
import io.lifeboat.backup.mysql.MySqlOptions;
import io.lifeboat.backup.mysql.testing.Contents;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MySQL's backups in MariaDB and back: refused unless asked for, and then with what is lost. */
@Tag("one-jdk")
class OtherVendorTest {

  private static final String MARIADB = "mariadb:11.8";
  private static final String MYSQL = "mysql:9.7";

  /** What both vendors have. */
  private static final String SHARED =
      """
      SET NAMES utf8mb4 COLLATE utf8mb4_general_ci;
      CREATE TABLE person (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80) NOT NULL, born DATE, size FLOAT, balance DECIMAL(20,4) DEFAULT 1.5,
        photo BLOB, kind ENUM('a', 'ü', ''), tags SET('x', 'y'), bits BIT(9), at TIMESTAMP(6) NULL DEFAULT CURRENT_TIMESTAMP(6), place POINT,
        twice INT GENERATED ALWAYS AS (balance * 2) STORED, UNIQUE KEY named (name, born), KEY (twice), CONSTRAINT sane CHECK (balance > -100));
      INSERT INTO person (name, born, size, balance, photo, kind, tags, bits, at, place) VALUES
        ('C:\\\\', '1999-12-31', 16777217, 12.3456, x'005C0A0D1A2722FF', 'ü', 'x,y', b'101010101', '2026-03-29 02:30:00.123456', ST_GeomFromText('POINT(1 2)')),
        ('😀 \\t\\n', NULL, -0.1, -1, '', '', '', 0, '2038-01-19 03:14:07', NULL);
      CREATE TABLE child (id INT PRIMARY KEY, person INT, CONSTRAINT of_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE CASCADE);
      INSERT INTO child VALUES (1, 1), (2, 2), (3, NULL);
      CREATE TABLE cut_up (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE);
      INSERT INTO cut_up VALUES (1), (10), (100);
      CREATE VIEW named AS SELECT p.name, COUNT(c.id) AS children FROM person p LEFT JOIN child c ON c.person = p.id GROUP BY p.name;
      CREATE FUNCTION twice_of(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;
      CREATE TRIGGER grown BEFORE UPDATE ON person FOR EACH ROW SET NEW.balance = twice_of(NEW.balance);
      CREATE EVENT later ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM child;
      """;

  @TempDir Path folder;

  @BeforeEach
  void needServers() {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
  }

  /** One side: a server, with what was asked for and what was not. */
  private record Side(TestServer server, DialectOptions usual, DialectOptions asking) {

    static Side of(String image) {
      TestServer server = TestServer.shared(image);
      if (image.equals(MYSQL)) {
        MySqlOptions options = MySqlOptions.defaults().withClientDirectory(server.clients());
        return new Side(server, options, options.withOtherVendor());
      }
      MariaDbOptions options = MariaDbOptions.defaults().withClientDirectory(server.clients());
      return new Side(server, options, options.withOtherVendor());
    }

    void make(String database, String statements) throws IOException {
      server.sql(
          "",
          "DROP DATABASE IF EXISTS `%1$s`; CREATE DATABASE `%1$s` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci; USE `%1$s`;\n%2$s"
              .formatted(database, statements));
    }
  }

  private BackupManager manager(Side side, String database) {
    return BackupManager.builder()
        .application(HostApplication.of("shop", "1.0.0"))
        .database(side.server.endpoint(database))
        .dialectOptions(side.usual)
        .storage(folder.resolve("backups"))
        .stateDirectory(folder.resolve("state of " + database))
        .build();
  }

  private String backup(Side from, String database) {
    try (BackupManager backups = manager(from, database)) {
      return backups.backup(BackupRequest.everything()).id();
    }
  }

  @Test
  void mysqlComesIntoMariaDbWhenAskedFor() throws Exception {
    comesOver(
        Side.of(MYSQL),
        Side.of(MARIADB),
        SHARED
            + "CREATE TABLE mine (id INT PRIMARY KEY, seen JSON, hidden INT INVISIBLE); INSERT INTO mine (id, seen, hidden) VALUES (1, '{\"a\": 1}', 7);\n",
        "invisible columns (mine) become visible");
  }

  @Test
  void mariaDbComesIntoMysqlWhenAskedFor() throws Exception {
    comesOver(
        Side.of(MARIADB),
        Side.of(MYSQL),
        SHARED
            + "CREATE TABLE mine (id INT PRIMARY KEY, small TEXT COMPRESSED, seen JSON); INSERT INTO mine VALUES (1, 'x', '{\"a\": 1}');\n",
        "compressed columns (mine) are not compressed");
  }

  private void comesOver(Side from, Side to, String content, String loss) throws Exception {
    from.make("went out", content);
    to.make("came in", "CREATE TABLE untouched (id INT)");
    String id = backup(from, "went out");
    RestoreRequest plain = RestoreRequest.ofBackup(id).withoutSafetyBackup();
    try (BackupManager backups = manager(to, "came in")) {
      RestoreRefusedException refused =
          assertThrows(RestoreRefusedException.class, () -> backups.restore(plain));
      assertEquals(
          List.of("database.dialect"), refused.violations().stream().map(Finding::code).toList());
      assertEquals("untouched", to.server.sql("came in", "SHOW TABLES", "-N").strip());

      RestoreRequest asking = plain.withDialectOptions(to.asking);
      assertTrue(said(backups.preview(asking).findings()).contains(loss), "listed before");
      assertEquals("untouched", to.server.sql("came in", "SHOW TABLES", "-N").strip());

      RestoreReport report = backups.restore(asking);
      assertTrue(said(report.findings()).contains(loss), "and in the report");
    }
    assertEquals(
        "",
        Contents.difference(
            new Contents(from.server, "went out").rows(),
            new Contents(to.server, "came in").rows()));
    assertEquals(
        "24.0000\n2",
        to.server
            .sql(
                "came in",
                "UPDATE person SET size = 1 WHERE id = 1; SELECT balance FROM person WHERE id = 1; SELECT COUNT(*) FROM named;",
                "-N")
            .strip(),
        "code works");
    assertThrows(
        IOException.class, () -> to.server.sql("came in", "INSERT INTO child VALUES (9, 99)"));
  }

  private static String said(List<Finding> findings) {
    return String.join("\n", findings.stream().map(Finding::toString).toList());
  }

  @Test
  void whatMariaDbHasNotIsNamedAndNothingIsTouched() throws Exception {
    isRefused(
        Side.of(MYSQL),
        Side.of(MARIADB),
        """
        CREATE TABLE t_expression (id INT PRIMARY KEY, a INT, UNIQUE KEY f (id, (a + 1)));
        CREATE TABLE t_several (id INT PRIMARY KEY, j JSON, KEY f ((CAST(j->'$.a' AS UNSIGNED ARRAY))));
        CREATE TABLE t_collection (id INT PRIMARY KEY, g GEOMETRYCOLLECTION);
        CREATE TABLE t_parser (id INT PRIMARY KEY, t TEXT, FULLTEXT KEY (t) WITH PARSER ngram);
        CREATE TABLE t_plain (id INT PRIMARY KEY, t VARCHAR(50) COMMENT 'KEY `x` ((', KEY k (t(10) DESC), CHECK (t <> 'geomcollection'));
        CREATE TABLE t_vector (id INT PRIMARY KEY, v VECTOR(3));
        CREATE TABLE t_japanese (id INT PRIMARY KEY, t VARCHAR(9) COLLATE utf8mb4_ja_0900_as_cs);
        CREATE TABLE t_archive (id INT) ENGINE=ARCHIVE;
        CREATE TABLE t_changed (id INT PRIMARY KEY, h INT, g POINT NOT NULL SRID 4326, KEY k (h) INVISIBLE, CHECK (h > 5) NOT ENFORCED);
        CREATE VIEW v_lateral AS SELECT t.id, l.x FROM t_plain t, LATERAL (SELECT g.id AS x FROM t_plain g WHERE g.id = t.id) l;
        """,
        List.of(
            "indexes of expressions (t_expression, t_several)",
            "GEOMETRYCOLLECTION (t_collection)",
            "parser (t_parser)",
            "LATERAL tables (v_lateral)",
            "utf8mb4_ja_0900_as_cs",
            "ARCHIVE",
            "invisible indexes (t_changed)",
            "not enforced (t_changed)",
            "SRID (t_changed)",
            "JSON (t_several)"),
        "VECTOR");
  }

  @Test
  void whatMysqlHasNotIsNamedAndNothingIsTouched() throws Exception {
    isRefused(
        Side.of(MARIADB),
        Side.of(MYSQL),
        """
        SET NAMES utf8mb4 COLLATE utf8mb4_general_ci;
        CREATE TABLE t_uuid (id UUID PRIMARY KEY); CREATE TABLE t_inet (id INET4 PRIMARY KEY, b INET6);
        CREATE TABLE t_vector (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR KEY (v));
        CREATE TABLE t_versions (id INT PRIMARY KEY) WITH SYSTEM VERSIONING;
        CREATE TABLE t_period (id INT, s DATE, e DATE, PERIOD FOR p (s, e), UNIQUE (id, p WITHOUT OVERLAPS));
        CREATE TABLE t_aria (id INT PRIMARY KEY) ENGINE=Aria;
        CREATE TABLE t_pages (id INT PRIMARY KEY) PAGE_COMPRESSED=1;
        CREATE TABLE t_long (id INT PRIMARY KEY, t TEXT, UNIQUE KEY u (t));
        CREATE TABLE t_ignored (id INT PRIMARY KEY, h INT, KEY k (h) IGNORED);
        CREATE SEQUENCE s_own; CREATE TABLE t_next (id INT PRIMARY KEY DEFAULT nextval(s_own));
        CREATE TABLE t_function (id INT PRIMARY KEY, e VARCHAR(36) DEFAULT UUID());
        CREATE TABLE t_text (id INT PRIMARY KEY, e TEXT DEFAULT 'x');
        CREATE TABLE t_weights (id INT PRIMARY KEY, t VARCHAR(9) COLLATE utf8mb4_uca1400_ai_ci);
        CREATE TABLE t_plain (id INT PRIMARY KEY, a INT DEFAULT (1 + 2), b INT DEFAULT -1, c VARCHAR(19) DEFAULT 'DEFAULT uuid()', d DATETIME(3) DEFAULT NOW(3),
          e BIT(3) DEFAULT b'101', f BINARY(2) DEFAULT x'0102', g TEXT DEFAULT NULL, h INT INVISIBLE);
        DELIMITER //
        SET sql_mode = 'ORACLE'//
        CREATE PACKAGE pack AS FUNCTION f1 RETURN INT; END//
        """,
        List.of(
            "INET6 (t_inet, t_uuid)",
            "vector indexes (t_vector)",
            "system-versioned tables (t_versions)",
            "periods (t_period)",
            "Aria",
            "table options of MariaDB (t_aria, t_pages)",
            "unique indexes of long columns (t_long)",
            "ignored indexes (t_ignored)",
            "sequences (s_own)",
            "functions (t_function, t_next)",
            "TEXT and BLOB columns (t_text)",
            "packages (pack)",
            "utf8mb4_uca1400_ai_ci"),
        "t_plain");
  }

  private void isRefused(Side from, Side to, String content, List<String> named, String unnamed)
      throws Exception {
    from.make("went out", content);
    to.make("came in", "CREATE TABLE untouched (id INT)");
    String id = backup(from, "went out");
    RestoreRequest asking = RestoreRequest.ofBackup(id).withDialectOptions(to.asking);
    try (BackupManager backups = manager(to, "came in")) {
      assertThrows(RestoreRefusedException.class, () -> backups.restore(asking));
      String said = said(backups.preview(asking).findings());
      for (String one : named) {
        assertTrue(said.contains(one), () -> one + " is named in:\n" + said);
      }
      assertFalse(said.contains(unnamed), () -> unnamed + " is no loss:\n" + said);
    }
    assertEquals("untouched", to.server.sql("came in", "SHOW TABLES", "-N").strip());
  }
}
