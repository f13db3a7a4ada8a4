package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the server has to say of rows it took. LOCAL makes warnings of values that were cut and rows
 * that were dropped, so a warning is a failure.
 *
 * <p>But for one: an ENUM may hold an empty text that is none of its values, the server's own mark
 * of a wrong one, and no statement stores it again without a warning.
 */
final class LoadWarnings {

  private static final String TRUNCATED = "1265";

  private LoadWarnings() {}

  /**
   * Fails on what the last statement of a connection brought.
   *
   * @param emptyEnums how many empty texts it stored in ENUM columns
   */
  static void check(Link link, Table table, long emptyEnums) throws SQLException, DialectException {
    List<List<String>> warnings = link.rows("SHOW WARNINGS LIMIT 64");
    if (warnings.isEmpty()) {
      return;
    }
    boolean truncatedOnly = warnings.stream().allMatch(row -> row.get(1).equals(TRUNCATED));
    if (truncatedOnly && Long.parseLong(link.value("SELECT @@warning_count")) == emptyEnums) {
      return;
    }
    throw new DialectException(
        Reason.DATA,
        "The server did not take rows of the table '%s' as they are: %s"
            .formatted(
                table.name(),
                warnings.stream()
                    .limit(5)
                    .map(row -> String.join(" ", row))
                    .collect(Collectors.joining("; "))));
  }
}
