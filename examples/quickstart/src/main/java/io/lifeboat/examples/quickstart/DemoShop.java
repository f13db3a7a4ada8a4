package io.lifeboat.examples.quickstart;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** A shop's database: over 200,000 rows, a view, a trigger and a routine. */
final class DemoShop {

  /** Stands for a table whose rows nobody expects. */
  static final String TABLE = "a table";

  private static final String[] TABLES = {
    "customer", "product", "purchase", "purchase_line", "audit"
  };

  private final DemoServer server;

  DemoShop(DemoServer server) {
    this.server = server;
  }

  void create() throws SQLException {
    server.run(
        "CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(80), mail VARCHAR(80) UNIQUE, joined DATETIME(3))",
        "CREATE TABLE product (id INT PRIMARY KEY AUTO_INCREMENT, title VARCHAR(80), price DECIMAL(10,2), picture BLOB)",
        "CREATE TABLE purchase (id INT PRIMARY KEY, customer_id INT NOT NULL, placed TIMESTAMP NULL, note TEXT,"
            + " FOREIGN KEY (customer_id) REFERENCES customer (id))",
        "CREATE TABLE purchase_line (purchase_id INT, line INT, product_id INT, amount INT,"
            + " PRIMARY KEY (purchase_id, line), FOREIGN KEY (purchase_id) REFERENCES purchase (id),"
            + " FOREIGN KEY (product_id) REFERENCES product (id))",
        "CREATE TABLE audit (id BIGINT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(200))",
        "CREATE TRIGGER product_changed AFTER UPDATE ON product FOR EACH ROW"
            + " INSERT INTO audit (what) VALUES (CONCAT('price of ', NEW.title, ': ', OLD.price, ' -> ', NEW.price))",
        "CREATE PROCEDURE raise_prices(IN percent INT) UPDATE product SET price = price * (100 + percent) / 100",
        "CREATE VIEW turnover AS SELECT p.customer_id, SUM(l.amount * i.price) AS total FROM purchase p"
            + " JOIN purchase_line l ON l.purchase_id = p.id JOIN product i ON i.id = l.product_id GROUP BY p.customer_id",
        "INSERT INTO customer SELECT seq, CONCAT('Customer № ', seq), CONCAT('c', seq, '@example.org'),"
            + " '2020-01-01' + INTERVAL seq MINUTE FROM seq_1_to_20000",
        "INSERT INTO product SELECT seq, CONCAT('C:\\\\Product ', seq, ' 😀'), seq / 7, UNHEX(SHA2(seq, 512)) FROM seq_1_to_1000",
        "INSERT INTO purchase SELECT seq, 1 + seq MOD 20000, '2024-01-01' + INTERVAL seq MINUTE,"
            + " IF(seq MOD 3 = 0, NULL, CONCAT('it''s note ', seq)) FROM seq_1_to_60000",
        "INSERT INTO purchase_line SELECT 1 + seq DIV 3, seq MOD 3, 1 + seq MOD 1000, 1 + seq MOD 5 FROM seq_1_to_150000",
        "CALL raise_prices(10)");
  }

  void wreck() throws SQLException {
    server.run(
        "SET foreign_key_checks = 0",
        "DROP TABLE purchase_line",
        "DROP VIEW turnover",
        "DROP PROCEDURE raise_prices",
        "DROP TRIGGER product_changed",
        "UPDATE product SET price = 0",
        "DELETE FROM customer WHERE id MOD 2 = 0",
        "CREATE TABLE ransom_note (text VARCHAR(80))");
  }

  /** Returns what is in the database: rows and checksum of each table, the text of the rest. */
  Map<String, String> contents() throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet tables = statement.executeQuery("SHOW FULL TABLES")) {
        while (tables.next()) {
          if (tables.getString(2).equals("BASE TABLE")) {
            contents.put(tables.getString(1), TABLE);
          }
        }
      }
      for (String table : TABLES) {
        if (contents.containsKey(table)) {
          contents.put(
              table,
              first(statement, "SELECT COUNT(*) FROM " + table)
                  + " rows, checksum "
                  + second(statement, "CHECKSUM TABLE " + table));
        }
      }
      add(
          contents,
          statement,
          "SELECT CONCAT('routine ', ROUTINE_NAME), ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop'");
      add(
          contents,
          statement,
          "SELECT CONCAT('trigger ', TRIGGER_NAME), ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'shop'");
      add(
          contents,
          statement,
          "SELECT CONCAT('view ', TABLE_NAME), VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'shop'");
    }
    return contents;
  }

  private static void add(Map<String, String> contents, Statement statement, String query)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        contents.put(rows.getString(1), rows.getString(2));
      }
    }
  }

  private static String first(Statement statement, String query) throws SQLException {
    return column(statement, query, 1);
  }

  private static String second(Statement statement, String query) throws SQLException {
    return column(statement, query, 2);
  }

  private static String column(Statement statement, String query, int column) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(column);
    }
  }
}
