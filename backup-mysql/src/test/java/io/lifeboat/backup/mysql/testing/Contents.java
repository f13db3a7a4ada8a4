package io.lifeboat.backup.mysql.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in a database, told by the server and the vendor's client alone, so that equal texts mean
 * equal databases.
 */
public final class Contents {

  private static final String MARK = "=table=";

  private final TestServer server;
  private final String database;

  /**
   * Look at a database.
   *
   * @param server where
   * @param database its name
   */
  public Contents(TestServer server, String database) {
    this.server = server;
    this.database = database;
  }

  /**
   * Return the structure as the vendor's dump program writes it, and the database's own defaults.
   *
   * @return SQL, with the name of the database replaced
   * @throws IOException if the program failed
   */
  public String schema() throws IOException {
    String shown = server.sql("", "SHOW CREATE DATABASE " + quote(database), "--skip-column-names");
    String made = shown.substring(shown.indexOf('\t') + 1).replace("\\n", "\n");
    return (made + server.structure(database))
        .replace(latin(quote(database)), "`DATABASE`")
        .replace(latin(quote(database).replace("\\", "\\\\")), "`DATABASE`");
  }

  /** The client's output is read byte by byte. */
  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * Return every value of every row, hidden columns and history included.
   *
   * @return by table, the rows in hexadecimal digits, sorted
   * @throws IOException if the client failed
   */
  public Map<String, List<String>> rows() throws IOException {
    StringBuilder script =
        new StringBuilder(
            "SET SESSION time_zone = '+00:00', sql_mode = '', group_concat_max_len = 10000000;\n");
    columns()
        .forEach(
            (table, expressions) ->
                script
                    .append("SELECT '" + MARK + "', ")
                    .append(text(table.name))
                    .append(";\nSELECT ")
                    .append(String.join(", ", expressions))
                    .append(" FROM ")
                    .append(quote(table.name))
                    .append(table.versioned ? " FOR SYSTEM_TIME ALL" : "")
                    .append(";\n"));
    return byTable(server.sql(database, script.toString(), "--skip-column-names"));
  }

  private static Map<String, List<String>> byTable(String output) {
    Map<String, List<String>> rows = new TreeMap<>();
    List<String> current = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.startsWith(MARK)) {
        current = new ArrayList<>();
        rows.put(line.substring(MARK.length() + 1), current);
      } else if (!line.isEmpty()) {
        current.add(line);
      }
    }
    rows.values().forEach(list -> list.sort(null));
    return rows;
  }

  private record Table(String name, boolean versioned) {}

  private Map<Table, List<String>> columns() throws IOException {
    String listed =
        server.sql(
            "",
            """
            SELECT HEX(t.TABLE_NAME), t.TABLE_TYPE, HEX(c.COLUMN_NAME), c.DATA_TYPE, COALESCE(c.GENERATION_EXPRESSION, '') = 'ROW START'
            FROM information_schema.TABLES t JOIN information_schema.COLUMNS c USING (TABLE_SCHEMA, TABLE_NAME)
            WHERE t.TABLE_SCHEMA = %s AND t.TABLE_TYPE <> 'VIEW' ORDER BY t.TABLE_NAME, c.ORDINAL_POSITION;
            """
                .formatted(text(database)),
            "--skip-column-names");
    Map<Table, List<String>> columns = new LinkedHashMap<>();
    Set<Table> ownPeriod = new HashSet<>();
    for (String line : listed.lines().toList()) {
      String[] cells = line.split("\t", -1);
      Table table = new Table(unhex(cells[0]), cells[1].equals("SYSTEM VERSIONED"));
      columns
          .computeIfAbsent(table, made -> new ArrayList<>())
          .add(expression(quote(unhex(cells[2])), cells[3]));
      if (cells[4].equals("1")) {
        ownPeriod.add(table);
      }
    }
    columns.forEach(
        (table, expressions) -> {
          if (table.versioned && !ownPeriod.contains(table)) {
            expressions.addAll(List.of("HEX(ROW_START)", "HEX(ROW_END)"));
          }
        });
    return columns;
  }

  /** Each type in a way that shows all of its bits. */
  private static String expression(String column, String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "float" -> "HEX(CONCAT(" + column + " * 1e0))";
      case "bit" -> "HEX(CONCAT(" + column + " + 0))";
      case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "year" ->
          "HEX(CONCAT(" + column + "))";
      case "date", "time", "datetime", "timestamp", "uuid", "inet6", "inet4", "json" ->
          "HEX(CAST(" + column + " AS CHAR))";
      case "enum", "set" -> "CONCAT(" + column + " + 0, '.', HEX(" + column + "))";
      default -> "HEX(" + column + ")";
    };
  }

  private static String unhex(String digits) {
    return new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
  }

  static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  static String text(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /**
   * Say how two databases differ, so that a failure can be read.
   *
   * @param expected rows by table
   * @param actual rows by table
   * @return one line for each difference; empty if there is none
   */
  public static String difference(
      Map<String, List<String>> expected, Map<String, List<String>> actual) {
    StringBuilder said = new StringBuilder();
    Set<String> tables = new TreeSet<>(expected.keySet());
    tables.addAll(actual.keySet());
    for (String table : tables) {
      List<String> left = expected.getOrDefault(table, List.of("absent"));
      List<String> right = actual.getOrDefault(table, List.of("absent"));
      if (!left.equals(right)) {
        said.append(table).append(": ").append(left.size()).append(" rows, ").append(right.size());
        said.append(first(left, right)).append('\n');
      }
    }
    return said.toString();
  }

  private static String first(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        String[] one = left.get(i).split("\t", -1);
        String[] two = right.get(i).split("\t", -1);
        int at = Math.max(0, Arrays.mismatch(one, two));
        return "; row %d, column %d: %s became %s"
            .formatted(i + 1, at + 1, shortened(one, at), shortened(two, at));
      }
    }
    return "";
  }

  private static String shortened(String[] cells, int at) {
    String cell = at < cells.length ? cells[at] : "absent";
    return cell.length() > 120 ? cell.substring(0, 120) + "…" : cell;
  }
}
