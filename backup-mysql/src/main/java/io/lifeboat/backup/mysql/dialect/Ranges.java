package io.lifeboat.backup.mysql.dialect;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts the rows of a table into ranges of its primary key, open at both ends, so that no row can
 * fall between two of them whatever the estimates say.
 */
final class Ranges {

  private static final Set<String> INTEGERS =
      Set.of("tinyint", "smallint", "mediumint", "int", "bigint");
  private static final Set<String> TEXTS = Set.of("char", "varchar");
  private static final Set<String> BINARIES = Set.of("binary", "varbinary");
  private static final Set<String> PLAIN = Set.of("decimal", "date", "datetime", "timestamp");

  private static final int MOST_PARTS = 10_000;
  private static final int MOST_ESTIMATES = 4_000;

  private final Link link;
  private final Table table;
  private final String column;
  private final Table.KeyColumn key;

  private Ranges(Link link, Table table, Table.KeyColumn key) {
    this.link = link;
    this.table = table;
    this.key = key;
    this.column = Sql.name(key.name());
  }

  /**
   * Returns the conditions of the ranges, one that is empty if all rows are one part.
   *
   * @param link reads in the snapshot
   */
  static List<String> of(Link link, Table table, long partBytes) throws SQLException {
    if (table.key().isEmpty() || table.dataBytes() <= partBytes || table.rows() < 2) {
      return List.of("");
    }
    Ranges ranges = new Ranges(link, table, table.key().get());
    long parts = Math.min(MOST_PARTS, (table.dataBytes() - 1) / partBytes + 1);
    long rowsEach = Math.max(1, table.rows() / parts);
    return ranges.conditions(ranges.boundaries(rowsEach));
  }

  private List<String> boundaries(long rowsEach) throws SQLException {
    if (INTEGERS.contains(key.dataType())) {
      return byEstimates(rowsEach);
    }
    boolean walkable =
        BINARIES.contains(key.dataType())
            || PLAIN.contains(key.dataType())
            || (TEXTS.contains(key.dataType()) && !key.characterSet().isEmpty());
    return walkable ? byWalking(rowsEach) : List.of();
  }

  private List<String> conditions(List<String> boundaries) {
    List<String> conditions = new ArrayList<>();
    String from = "";
    for (String boundary : boundaries) {
      conditions.add(from + (from.isEmpty() ? "" : " AND ") + column + " < " + boundary);
      from = column + " >= " + boundary;
    }
    conditions.add(from);
    return conditions;
  }

  /** Halves ranges of numbers until the server estimates few enough rows in each. */
  private List<String> byEstimates(long rowsEach) throws SQLException {
    List<String> ends =
        link.rows("SELECT MIN(" + column + "), MAX(" + column + ") FROM " + table.from()).get(0);
    if (ends.get(0).isEmpty()) {
      return List.of();
    }
    Deque<Range> left = new ArrayDeque<>();
    left.push(new Range(new BigInteger(ends.get(0)), new BigInteger(ends.get(1))));
    List<Estimated> leaves = new ArrayList<>();
    int asked = 0;
    while (!left.isEmpty()) {
      Range range = left.pop();
      long rows = asked++ < MOST_ESTIMATES ? estimate(range) : 0;
      if (rows > rowsEach && range.isWide()) {
        BigInteger middle = range.from.add(range.to).shiftRight(1);
        left.push(new Range(middle.add(BigInteger.ONE), range.to));
        left.push(new Range(range.from, middle));
      } else {
        leaves.add(new Estimated(range, rows));
      }
    }
    return joined(leaves, rowsEach);
  }

  /** Joins neighbours that are small together. */
  private static List<String> joined(List<Estimated> leaves, long rowsEach) {
    List<String> boundaries = new ArrayList<>();
    long rows = 0;
    for (Estimated leaf : leaves) {
      if (rows > 0 && rows + leaf.rows > rowsEach * 3 / 2) {
        boundaries.add(leaf.range.from.toString());
        rows = 0;
      }
      rows += leaf.rows;
    }
    return boundaries;
  }

  private long estimate(Range range) throws SQLException {
    try (Statement statement = link.statement();
        ResultSet plan =
            statement.executeQuery(
                "EXPLAIN FORMAT=TRADITIONAL SELECT "
                    + column
                    + " FROM "
                    + table.from()
                    + " WHERE "
                    + column
                    + " BETWEEN "
                    + range.from
                    + " AND "
                    + range.to)) {
      return plan.next() ? plan.getLong("rows") : 0;
    }
  }

  /** Goes along the key in steps; the server reads each key once, and sends one of a step. */
  private List<String> byWalking(long rowsEach) throws SQLException {
    List<String> boundaries = new ArrayList<>();
    Optional<String> last = Optional.empty();
    while (boundaries.size() < MOST_PARTS) {
      Optional<String> next = next(last, rowsEach);
      if (next.isEmpty() || next.equals(last)) {
        return boundaries;
      }
      boundaries.add(next.get());
      last = next;
    }
    return boundaries;
  }

  private Optional<String> next(Optional<String> last, long rowsEach) throws SQLException {
    String condition = last.map(value -> " WHERE " + column + " > " + value).orElse("");
    try (Statement statement = link.statement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + (PLAIN.contains(key.dataType()) ? "CONCAT(" + column + ")" : column)
                    + " FROM "
                    + table.from()
                    + condition
                    + " ORDER BY "
                    + column
                    + " LIMIT 1 OFFSET "
                    + rowsEach)) {
      return row.next() ? Optional.of(literal(row.getBytes(1))) : Optional.empty();
    }
  }

  private String literal(byte[] value) {
    if (PLAIN.contains(key.dataType())) {
      String plain = new String(value, StandardCharsets.US_ASCII);
      // By the manual, a number and a text are compared as doubles, of which neighbours may be
      // equal.
      return key.dataType().equals("decimal") ? plain : "'" + plain + "'";
    }
    String hex = "X'" + HexFormat.of().formatHex(value) + "'";
    return TEXTS.contains(key.dataType()) ? "_" + key.characterSet() + " " + hex : hex;
  }

  private record Range(BigInteger from, BigInteger to) {

    boolean isWide() {
      return from.compareTo(to) < 0;
    }
  }

  private record Estimated(Range range, long rows) {}
}
