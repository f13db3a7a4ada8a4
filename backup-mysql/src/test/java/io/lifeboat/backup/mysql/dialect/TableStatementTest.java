package io.lifeboat.backup.mysql.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableStatementTest {

  private static TableStatement split(String text) {
    return TableStatement.split(text).orElseThrow();
  }

  @Test
  void keysAndForeignKeysComeLater() {
    TableStatement statement =
        split(
            """
            CREATE TABLE `a``b` (
              `id` int NOT NULL AUTO_INCREMENT,
              `x` varchar(9) DEFAULT 'a,(b' COMMENT 'KEY `no` (''x'')',
              PRIMARY KEY (`id`),
              UNIQUE KEY `u` (`x`,`id`),
              KEY `k` ((lower(`x`))) /*!80000 INVISIBLE */,
              CONSTRAINT `f` FOREIGN KEY (`x`) REFERENCES `p` (`x`) ON DELETE SET NULL,
              CONSTRAINT `c` CHECK ((`id` > 0))
            ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4;""");
    assertEquals("a`b", statement.table());
    assertEquals(
        """
        CREATE TABLE `a``b` (
          `id` int NOT NULL AUTO_INCREMENT,
          `x` varchar(9) DEFAULT 'a,(b' COMMENT 'KEY `no` (''x'')',
          PRIMARY KEY (`id`),
          CONSTRAINT `c` CHECK ((`id` > 0))
        ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4;""",
        statement.create());
    assertEquals(
        List.of(
            "ALTER TABLE `a``b` ADD UNIQUE KEY `u` (`x`,`id`), ADD KEY `k` ((lower(`x`))) /*!80000 INVISIBLE */"),
        statement.keys());
    assertEquals(
        "ALTER TABLE `a``b` ADD CONSTRAINT `f` FOREIGN KEY (`x`) REFERENCES `p` (`x`) ON DELETE SET NULL",
        statement.foreignKeys());
  }

  @Test
  void theKeyOfACounterStaysWithThoseBeforeIt() {
    TableStatement statement =
        split(
            """
            CREATE TABLE `t` (
              `a` int NOT NULL,
              `n` int NOT NULL AUTO_INCREMENT,
              PRIMARY KEY (`a`),
              KEY `k1` (`a`),
              KEY `k2` (`n`),
              KEY `k3` (`a`,`n`)
            ) ENGINE=InnoDB;""");
    assertTrue(statement.create().contains("KEY `k1` (`a`),\n  KEY `k2` (`n`)\n"));
    assertEquals(List.of("ALTER TABLE `t` ADD KEY `k3` (`a`,`n`)"), statement.keys());
  }

  @Test
  void uniqueKeysStayWhereThereIsNoPrimaryOne() {
    TableStatement statement =
        split(
            """
            CREATE TABLE `t` (
              `a` int NOT NULL,
              UNIQUE KEY `u` (`a`),
              KEY `k` (`a`)
            ) ENGINE=InnoDB;""");
    assertTrue(statement.create().contains("UNIQUE KEY `u`"));
    assertEquals(List.of("ALTER TABLE `t` ADD KEY `k` (`a`)"), statement.keys());
  }

  @Test
  void fulltextKeysAreAddedOneByOne() {
    TableStatement statement =
        split(
            """
            CREATE TABLE `t` (
              `a` int NOT NULL,
              `s` text,
              PRIMARY KEY (`a`),
              KEY `k` (`s`(10)),
              FULLTEXT KEY `f` (`s`),
              FULLTEXT KEY `g` (`s`) /*!50100 WITH PARSER `ngram` */
            ) ENGINE=InnoDB;""");
    assertEquals(
        List.of(
            "ALTER TABLE `t` ADD KEY `k` (`s`(10))",
            "ALTER TABLE `t` ADD FULLTEXT KEY `f` (`s`)",
            "ALTER TABLE `t` ADD FULLTEXT KEY `g` (`s`) /*!50100 WITH PARSER `ngram` */"),
        statement.keys());
  }

  @Test
  void whatIsNotUnderstoodIsLeftWhole() {
    for (String text :
        List.of(
            "CREATE TABLE `t` (\n  `a` int,\n  KEY `k` (`a`)\n) ENGINE=MyISAM;",
            "CREATE TABLE `t` (\n  `a` int,\n  KEY `k` (`a`)\n) ENGINE=InnoDB WITH SYSTEM VERSIONING;",
            "CREATE TABLE `t` (\n  `a` int,\n  PERIOD FOR `p` (`a`, `b`),\n  KEY `k` (`a`)\n) ENGINE=InnoDB;",
            "CREATE TABLE `t` (\n  `a` int,\n  NEW THING `x`,\n  KEY `k` (`a`)\n) ENGINE=InnoDB;",
            "CREATE TABLE `t` (\n  `a` int COMMENT 'open,\n  KEY `k` (`a`)\n) ENGINE=InnoDB;",
            "CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB;",
            "CREATE VIEW `t` AS SELECT 1;")) {
      assertEquals(Optional.empty(), TableStatement.split(text), text);
    }
    byte[] latin =
        "CREATE TABLE `t` (\n  `\u00e4` int,\n  KEY `k` (`\u00e4`)\n) ENGINE=InnoDB;"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertFalse(TableStatement.split(latin).isPresent());
  }
}
