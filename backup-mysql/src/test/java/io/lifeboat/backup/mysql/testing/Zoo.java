package io.lifeboat.backup.mysql.testing;

import java.io.IOException;

/** A database with what usually goes wrong in it. */
public final class Zoo {

  private static final String COMMON =
      """
      CREATE TABLE texts (id INT PRIMARY KEY AUTO_INCREMENT, t TEXT, v VARCHAR(100), l VARCHAR(50) CHARACTER SET latin1);
      INSERT INTO texts (t, v, l) VALUES ('C:\\\\', 'quote'' "double" `back`', 'caf\u00e9'), (NULL, '', '\\\\N'),
        ('line\\r\\nbreak\\ttab', 'emoji \uD83D\uDE00', NULL), ('); INSERT INTO `fake` VALUES (1);', '-- no comment', '/* none */'),
        (CONCAT('nul', CHAR(0), 'sub', CHAR(26)), '\\\\''', 'x');
      CREATE TABLE blobs (id INT PRIMARY KEY, b LONGBLOB, f BINARY(4), bits BIT(10));
      INSERT INTO blobs VALUES (1, UNHEX('000102030405060708090A0B0C0D0E0F1A5C2722FF80'), UNHEX('00FF0000'), b'1010101010'),
        (2, '', 0x41, NULL), (3, NULL, NULL, b'0');
      CREATE TABLE numbers (d DECIMAL(65,30), b BIGINT UNSIGNED, i BIGINT, dbl DOUBLE, y YEAR, ts TIMESTAMP(6) NULL, dt DATETIME(6), tm TIME(3), dd DATE);
      INSERT INTO numbers VALUES (99999999999999999999999999999999999.999999999999999999999999999999, 18446744073709551615, -9223372036854775808,
        1.7976931348623157e308, 2155, '2026-03-29 01:30:00.123456', '9999-12-31 23:59:59.999999', '-838:59:59.000', '1000-01-01'), (0, 0, 0, -0.1, 1901, NULL, NULL, NULL, NULL);
      CREATE TABLE kinds (id INT PRIMARY KEY, e ENUM('a','b''c'), s SET('x','y','z'), j JSON, g GEOMETRY, gen INT AS (id * 2) STORED, vir INT AS (id + 1) VIRTUAL);
      INSERT INTO kinds (id, e, s, j, g) VALUES (1, 'b''c', 'x,z', '{"k": "v\\\\\\\\ \u00e9"}', ST_GeomFromText('POINT(1 2)')), (2, NULL, '', NULL, NULL);
      CREATE TABLE `odd ``name` (`select` INT, `a-b` INT);
      INSERT INTO `odd ``name` VALUES (1, 2), (3, 4), (5, 6);
      CREATE TABLE empty_one (id INT);
      CREATE TABLE parent (id INT PRIMARY KEY, child_id INT);
      CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, CONSTRAINT fk_c FOREIGN KEY (parent_id) REFERENCES parent (id));
      INSERT INTO parent VALUES (1, 1), (2, NULL);
      INSERT INTO child VALUES (1, 1), (2, 2);
      ALTER TABLE parent ADD CONSTRAINT fk_p FOREIGN KEY (child_id) REFERENCES child (id);
      CREATE TABLE many (id INT PRIMARY KEY AUTO_INCREMENT, filler VARCHAR(200));
      INSERT INTO many (filler) VALUES (REPEAT('lorem ipsum ', 10));
      INSERT INTO many (filler) SELECT CONCAT(id, filler) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      INSERT INTO many (filler) SELECT CONCAT(id, LEFT(filler, 150)) FROM many;
      CREATE VIEW joined AS SELECT p.id, c.id AS cid FROM parent p JOIN child c ON c.parent_id = p.id;
      CREATE TABLE log (what VARCHAR(100));
      DELIMITER ;;
      CREATE TRIGGER on_parent AFTER INSERT ON parent FOR EACH ROW BEGIN INSERT INTO log VALUES ('it''s; (a) "row"'); END ;;
      CREATE PROCEDURE count_all(OUT n INT) BEGIN SELECT COUNT(*) INTO n FROM parent; END ;;
      CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2 ;;
      CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM log ;;
      DELIMITER ;
      """;

  private Zoo() {}

  /**
   * Make the database anew and fill it.
   *
   * @param server where
   * @param database its name
   * @throws IOException if it failed
   */
  public static void fill(TestServer server, String database) throws IOException {
    String name = "`" + database.replace("`", "``") + "`";
    server.sql(
        "",
        "DROP DATABASE IF EXISTS %s; CREATE DATABASE %s CHARACTER SET utf8mb4;"
            .formatted(name, name));
    server.sql(database, "SET sql_mode='', time_zone='+00:00', foreign_key_checks=0;\n" + COMMON);
  }

  /**
   * Make a database that holds something else.
   *
   * @param server where
   * @param database its name
   * @throws IOException if it failed
   */
  public static void other(TestServer server, String database) throws IOException {
    String name = "`" + database.replace("`", "``") + "`";
    server.sql(
        "",
        "DROP DATABASE IF EXISTS %s; CREATE DATABASE %s CHARACTER SET latin1;"
            .formatted(name, name));
    server.sql(
        database,
        "CREATE TABLE stale (id INT); INSERT INTO stale VALUES (1); CREATE VIEW v AS SELECT * FROM stale;"
            + " CREATE TABLE parent (nothing INT);"
            + " CREATE PROCEDURE gone() SELECT 1;");
  }
}
