package io.lifeboat.backup.mysql.dialect;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tables a database has, asked in a handful of statements however many there are. Names that
 * differ in case only stand in an order that is the same each time.
 */
final class Catalog {

  private static final Pattern GENERATED =
      Pattern.compile("(VIRTUAL|STORED|PERSISTENT) (GENERATED|INVISIBLE)");
  private static final String ROW_START = "ROW START";
  private static final String ROW_END = "ROW END";

  /** The rows of some tables are those of others, here or on another server. */
  private static final String ROWS_OF_ITS_OWN =
      " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND COALESCE(ENGINE, '') NOT IN ('MRG_MyISAM', 'FEDERATED')";

  private final Link link;
  private final String schema;
  private final boolean history;

  /** With history, where the server can load it again. */
  Catalog(Link link, String database, boolean history) {
    this.link = link;
    this.schema = " WHERE TABLE_SCHEMA = " + Sql.text(database);
    this.history = history;
  }

  /**
   * The names of all tables with rows, and when they were made: another answer is another schema.
   */
  List<List<String>> identities() throws SQLException {
    return link.rows(
        "SELECT TABLE_NAME, TABLE_TYPE, CREATE_TIME FROM information_schema.TABLES"
            + schema
            + " ORDER BY BINARY TABLE_NAME");
  }

  List<String> names() throws SQLException {
    return link.column(
        "SELECT TABLE_NAME FROM information_schema.TABLES"
            + schema
            + ROWS_OF_ITS_OWN
            + " ORDER BY BINARY TABLE_NAME");
  }

  /** All tables with rows; views and sequences have none. */
  List<Table> tables() throws SQLException {
    Map<String, Columns> columns = columns();
    Map<String, String> keys = keys();
    List<Table> tables = new ArrayList<>();
    for (List<String> row :
        link.rows(
            "SELECT TABLE_NAME, TABLE_TYPE, COALESCE(ENGINE, ''), COALESCE(CREATE_TIME, ''), COALESCE(DATA_LENGTH, 0), COALESCE(TABLE_ROWS, 0)"
                + " FROM information_schema.TABLES"
                + schema
                + ROWS_OF_ITS_OWN
                + " ORDER BY BINARY TABLE_NAME")) {
      String name = row.get(0);
      boolean versioned = row.get(1).equals("SYSTEM VERSIONED");
      Columns mine = columns.getOrDefault(name, new Columns());
      boolean past = versioned && history && !mine.byTransaction;
      tables.add(
          new Table(
              name,
              row.get(2),
              row.get(3),
              Long.parseLong(row.get(4)),
              Long.parseLong(row.get(5)),
              past ? mine.withPeriod() : List.copyOf(mine.stored),
              Optional.ofNullable(mine.keys.get(keys.getOrDefault(name, ""))),
              past));
    }
    return tables;
  }

  /** System-versioned tables whose past can't be carried. */
  List<String> withoutPast() throws SQLException {
    Map<String, Columns> columns = columns();
    return link
        .column(
            "SELECT TABLE_NAME FROM information_schema.TABLES"
                + schema
                + " AND TABLE_TYPE = 'SYSTEM VERSIONED' ORDER BY 1")
        .stream()
        .filter(name -> !history || columns.getOrDefault(name, new Columns()).byTransaction)
        .toList();
  }

  private Map<String, Columns> columns() throws SQLException {
    Map<String, Columns> tables = new HashMap<>();
    for (List<String> row :
        link.rows(
            "SELECT TABLE_NAME, COLUMN_NAME, LOWER(DATA_TYPE), EXTRA, COALESCE(GENERATION_EXPRESSION, ''), COALESCE(CHARACTER_SET_NAME, ''),"
                + " COALESCE(NUMERIC_SCALE, 0) FROM information_schema.COLUMNS"
                + schema
                + " ORDER BY TABLE_NAME, ORDINAL_POSITION")) {
      tables.computeIfAbsent(row.get(0), name -> new Columns()).add(row);
    }
    return tables;
  }

  private Map<String, String> keys() throws SQLException {
    Map<String, String> keys = new HashMap<>();
    for (List<String> row :
        link.rows(
            "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS"
                + schema
                + " AND INDEX_NAME = 'PRIMARY' AND SEQ_IN_INDEX = 1 AND SUB_PART IS NULL")) {
      keys.put(row.get(0), row.get(1));
    }
    return keys;
  }

  /** The columns of one table. */
  private static final class Columns {

    private final List<Column> stored = new ArrayList<>();
    private final Map<String, Table.KeyColumn> keys = new HashMap<>();
    private String rowStart = "row_start";
    private String rowEnd = "row_end";
    private boolean byTransaction;

    private void add(List<String> row) {
      String name = row.get(1);
      String type = row.get(2);
      String expression = row.get(4);
      if (expression.equals(ROW_START) || expression.equals(ROW_END)) {
        byTransaction |= type.equals("bigint");
        rowStart = expression.equals(ROW_START) ? name : rowStart;
        rowEnd = expression.equals(ROW_END) ? name : rowEnd;
      } else if (expression.isEmpty() && !GENERATED.matcher(row.get(3)).find()) {
        stored.add(new Column(name, Column.kind(type)));
        keys.put(name, new Table.KeyColumn(name, type, row.get(5)));
      }
    }

    private List<Column> withPeriod() {
      List<Column> all = new ArrayList<>(stored);
      all.add(new Column(rowStart, Column.Kind.PLAIN));
      all.add(new Column(rowEnd, Column.Kind.PLAIN));
      return List.copyOf(all);
    }
  }
}
