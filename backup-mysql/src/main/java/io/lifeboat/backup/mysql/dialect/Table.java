package io.lifeboat.backup.mysql.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table whose rows travel.
 *
 * @param name its name
 * @param engine such as {@code InnoDB}
 * @param created when the server made it, as text; another one means another table
 * @param dataBytes about how large its rows are
 * @param rows about how many
 * @param columns those that are stored, in order
 * @param key the first column of its primary key, if rows can be cut by it
 * @param history whether the rows that were, of a system-versioned table, travel too
 */
record Table(
    String name,
    String engine,
    String created,
    long dataBytes,
    long rows,
    List<Column> columns,
    Optional<KeyColumn> key,
    boolean history) {

  private static final String COLUMNS = "columns";
  private static final String KINDS = "kinds";
  private static final String HISTORY = "history";

  /**
   * The first column of a primary key.
   *
   * @param name its name
   * @param dataType its type
   * @param characterSet of a text; empty for others
   */
  record KeyColumn(String name, String dataType, String characterSet) {}

  boolean transactional() {
    return engine.equalsIgnoreCase("InnoDB") || engine.equalsIgnoreCase("ROCKSDB");
  }

  /** The rows as a source of SELECT. */
  String from() {
    return Sql.name(name) + (history ? " FOR SYSTEM_TIME ALL" : "");
  }

  /** Reads the rows of one range; an empty condition means all. */
  String select(String condition) {
    String list =
        columns.isEmpty()
            ? "1"
            : columns.stream().map(Column::expression).collect(Collectors.joining(", "));
    return "SELECT "
        + list
        + " FROM "
        + from()
        + (condition.isEmpty() ? "" : " WHERE " + condition);
  }

  /** What a part says of its columns, so that it can be loaded without the server it came from. */
  Map<String, String> properties() {
    StringBuilder kinds = new StringBuilder();
    columns.forEach(column -> kinds.append(column.kind().letter()));
    return Map.of(
        COLUMNS,
        columns.stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(",")),
        KINDS,
        kinds.toString(),
        HISTORY,
        String.valueOf(history));
  }

  /** The table that a part belongs to, as its properties say. */
  static Table of(String name, Map<String, String> properties) {
    List<String> names = Sql.names(properties.getOrDefault(COLUMNS, ""));
    String kinds = properties.getOrDefault(KINDS, "");
    if (names.size() != kinds.length()) {
      throw new IllegalArgumentException(
          "A part of the table '" + name + "' names other columns than it has kinds of.");
    }
    List<Column> columns = new java.util.ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new Column(names.get(i), Column.Kind.of(kinds.charAt(i))));
    }
    boolean history = Boolean.parseBoolean(properties.getOrDefault(HISTORY, "false"));
    return new Table(name, "", "", 0, 0, List.copyOf(columns), Optional.empty(), history);
  }
}
