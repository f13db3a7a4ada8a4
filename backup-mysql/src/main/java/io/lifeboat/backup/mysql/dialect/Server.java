package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server and a database are, asked over one session. */
final class Server {

  private static final String SCHEMA = "information_schema";

  private final SqlSession session;
  private final String database;

  Server(SqlSession session, String database) {
    this.session = session;
    this.database = database;
  }

  String version() throws DialectException {
    return session.row("SELECT VERSION()").get(0);
  }

  String user() throws DialectException {
    String user = session.row("SELECT CURRENT_USER()").get(0);
    int at = user.lastIndexOf('@');
    return "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
  }

  boolean localInfile() throws DialectException {
    return session.row("SELECT @@local_infile").get(0).equals("1");
  }

  /** Returns how many replicas read the binary log now. */
  int replicas() throws DialectException {
    String count =
        session
            .row(
                "SELECT COUNT(*) FROM " + SCHEMA + ".PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%'")
            .get(0);
    return Integer.parseInt(count);
  }

  /** Returns columns with a question mark in a value of their type. */
  List<String> doubtfulEnums() throws DialectException {
    return session.column(
        "SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) FROM "
            + SCHEMA
            + ".COLUMNS WHERE TABLE_SCHEMA = "
            + Sql.text(database)
            + " AND DATA_TYPE IN ('enum', 'set') AND COLUMN_TYPE LIKE '%?%' ORDER BY 1");
  }

  /** Returns the events that MySQL's dump program would never end with. */
  List<String> eventsWithTwoSemicolons() throws DialectException {
    return objects("EVENT_NAME", "EVENTS", "EVENT", "EVENT_DEFINITION LIKE '%;;%'");
  }

  /** Whether the database's name is written otherwise in an SQL text. */
  boolean hasEscapedName() {
    return database.chars().anyMatch(c -> "'\"\\\n\r\u001a".indexOf(c) >= 0);
  }

  /** Returns user and host of each account; none where the user may not ask. */
  List<List<String>> accounts() throws DialectException {
    boolean readable =
        !session
            .column(
                "SELECT 1 FROM "
                    + SCHEMA
                    + ".TABLES WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'user'")
            .isEmpty();
    return readable ? session.rows("SELECT User, Host FROM mysql.user") : List.of();
  }

  Grants grants(Flavor flavor) throws DialectException {
    String role = session.row("SELECT COALESCE(CURRENT_ROLE(), 'NONE')").get(0);
    return Grants.parse(session.column(flavor.showGrants(role)));
  }

  Map<String, String> attributes() throws DialectException {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("lower_case_table_names", session.row("SELECT @@lower_case_table_names").get(0));
    return attributes;
  }

  Map<String, String> defaults() throws DialectException {
    List<String> row =
        session.row(
            "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
                + SCHEMA
                + ".SCHEMATA WHERE SCHEMA_NAME = "
                + Sql.text(database));
    return Map.of("characterSet", row.get(0), "collation", row.get(1));
  }

  /** Returns the collations of the database, of its columns and tables, and of what runs in it. */
  List<String> collationsInUse(ClientSettings settings) throws DialectException {
    String mine = " WHERE TABLE_SCHEMA = " + Sql.text(database);
    return session.column(
        "SELECT DISTINCT COLLATION_NAME FROM "
            + SCHEMA
            + ".COLUMNS"
            + mine
            + " AND COLLATION_NAME IS NOT NULL UNION SELECT DISTINCT TABLE_COLLATION FROM "
            + SCHEMA
            + ".TABLES"
            + mine
            + " AND TABLE_COLLATION IS NOT NULL UNION SELECT DEFAULT_COLLATION_NAME FROM "
            + SCHEMA
            + ".SCHEMATA WHERE SCHEMA_NAME = "
            + Sql.text(database)
            + collationOf("VIEW", "TABLE", true)
            + collationOf("TRIGGER", "TRIGGER", settings.triggers())
            + collationOf("ROUTINE", "ROUTINE", settings.routines())
            + collationOf("EVENT", "EVENT", settings.events()));
  }

  /** Code is written, and read again, under the collation of who made it. */
  private String collationOf(String kind, String prefix, boolean wanted) {
    return wanted
        ? " UNION SELECT DISTINCT COLLATION_CONNECTION FROM "
            + SCHEMA
            + "."
            + kind
            + "S WHERE "
            + prefix
            + "_SCHEMA = "
            + Sql.text(database)
        : "";
  }

  /** Returns the engines of the tables. */
  List<String> engines() throws DialectException {
    return session.column(
        "SELECT DISTINCT ENGINE FROM "
            + SCHEMA
            + ".TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND ENGINE IS NOT NULL AND TABLE_SCHEMA = "
            + Sql.text(database));
  }

  /** Returns the engines that tables may have here. */
  List<String> knownEngines() throws DialectException {
    return session.column(
        "SELECT ENGINE FROM " + SCHEMA + ".ENGINES WHERE SUPPORT IN ('YES', 'DEFAULT')");
  }

  /** Names are those of columns; MariaDB lists some under a name without the character set. */
  List<String> collations() throws DialectException {
    return session.column(
        "SELECT COLLATION_NAME FROM "
            + SCHEMA
            + ".COLLATION_CHARACTER_SET_APPLICABILITY UNION SELECT COLLATION_NAME FROM "
            + SCHEMA
            + ".COLLATIONS");
  }

  List<String> tables() throws DialectException {
    return objects(
        "TABLE_NAME", "TABLES", "TABLE", "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')");
  }

  List<String> views() throws DialectException {
    return objects("TABLE_NAME", "TABLES", "TABLE", "TABLE_TYPE = 'VIEW'");
  }

  List<String> sequences() throws DialectException {
    return objects("TABLE_NAME", "TABLES", "TABLE", "TABLE_TYPE = 'SEQUENCE'");
  }

  List<String> nonTransactionalTables() throws DialectException {
    return objects(
        "TABLE_NAME", "TABLES", "TABLE", "TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB'");
  }

  List<String> events() throws DialectException {
    return objects("EVENT_NAME", "EVENTS", "EVENT", "TRUE");
  }

  boolean hasTriggers() throws DialectException {
    return !session
        .column(
            "SELECT 1 FROM "
                + SCHEMA
                + ".TRIGGERS WHERE TRIGGER_SCHEMA = "
                + Sql.text(database)
                + " LIMIT 1")
        .isEmpty();
  }

  /** Returns type and name of each. */
  List<List<String>> routines() throws DialectException {
    return session.rows(
        "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM "
            + SCHEMA
            + ".ROUTINES WHERE ROUTINE_SCHEMA = "
            + Sql.text(database));
  }

  List<String> unreadableRoutines() throws DialectException {
    return objects("ROUTINE_NAME", "ROUTINES", "ROUTINE", "ROUTINE_DEFINITION IS NULL");
  }

  /** Returns about how large the rows are; the catalog's own estimate. */
  long dataBytes() throws DialectException {
    String bytes =
        session
            .row(
                "SELECT COALESCE(SUM(DATA_LENGTH), 0) FROM "
                    + SCHEMA
                    + ".TABLES WHERE TABLE_SCHEMA = "
                    + Sql.text(database))
            .get(0);
    return Long.parseLong(bytes);
  }

  long rows(String table) throws DialectException {
    String counted = session.row("SELECT COUNT(*) FROM " + Sql.name(table)).get(0);
    return Long.parseLong(counted);
  }

  private List<String> objects(String name, String view, String prefix, String condition)
      throws DialectException {
    return session.column(
        "SELECT "
            + name
            + " FROM "
            + SCHEMA
            + "."
            + view
            + " WHERE "
            + prefix
            + "_SCHEMA = "
            + Sql.text(database)
            + " AND "
            + condition
            + " ORDER BY 1");
  }
}
