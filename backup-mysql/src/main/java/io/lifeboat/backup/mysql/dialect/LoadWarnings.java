package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server has to say of rows it took. LOCAL makes warnings of values that were cut and rows
 * that were dropped, so a warning is a failure.
 *
 * <p>But for one: an ENUM may hold the server's own mark of a wrong value, and no statement stores
 * it again without a warning.
 */
final class LoadWarnings {

  private static final String TRUNCATED = "1265";

  /** MySQL: the storage engines CSV and BLACKHOLE should not be used together. */
  private static final Set<String> NOT_OF_ROWS = Set.of("6414");

  private LoadWarnings() {}

  /**
   * Fails on what the last statement of a connection brought.
   *
   * @param strayEnums how many values it stored in ENUM columns that are none of theirs
   */
  static void check(Link link, Table table, long strayEnums) throws SQLException, DialectException {
    List<List<String>> all = link.rows("SHOW WARNINGS LIMIT 64");
    // A server may keep few texts of warnings, or none; it counts them all the same.
    long total = Long.parseLong(link.value("SELECT @@warning_count"));
    List<List<String>> warnings =
        all.stream().filter(row -> !NOT_OF_ROWS.contains(row.get(1))).toList();
    long count = total - (all.size() - warnings.size());
    boolean enumsOnly = warnings.stream().allMatch(row -> isOfEnum(row, table));
    if (enumsOnly && count == strayEnums) {
      return;
    }
    throw new DialectException(
        Reason.DATA,
        "The server did not take rows of the table '%s' as they are, and warned %d times: %s"
            .formatted(
                table.name(),
                count,
                warnings.stream()
                    .limit(5)
                    .map(row -> String.join(" ", row))
                    .collect(Collectors.joining("; "))));
  }

  /** In whatever language: the server names the column. */
  private static boolean isOfEnum(List<String> warning, Table table) {
    return warning.get(1).equals(TRUNCATED)
        && table.columns().stream()
            .filter(column -> column.kind() == Column.Kind.ENUM)
            .anyMatch(column -> warning.get(2).contains("'" + column.name() + "'"));
  }
}
