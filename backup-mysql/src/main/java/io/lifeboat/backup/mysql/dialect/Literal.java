package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a value of an archive as an SQL literal. Archives come from anywhere, so nothing of one is
 * ever text of a statement: bytes go as hexadecimal digits, and what stands between quotes has the
 * characters of numbers and times only.
 */
final class Literal {

  private static final String OF_NUMBERS_AND_TIMES = "0123456789+-.:eE ";

  private Literal() {}

  /** Appends the literal of a value that is not NULL. */
  static void append(StringBuilder sql, Table table, Column column, byte[] value)
      throws DialectException {
    switch (column.kind()) {
      case PLAIN, FLOAT -> sql.append('\'').append(verified(table, column, value)).append('\'');
      case BYTES, VECTOR -> hex(sql, value);
      case ENUM -> {
        if (Column.isStray(value)) {
          sql.append(Column.NO_MEMBER);
        } else {
          hex(sql, value);
        }
      }
      case TEXT -> {
        sql.append("CONVERT(");
        hex(sql, value);
        sql.append(" USING utf8mb4)");
      }
    }
  }

  private static String verified(Table table, Column column, byte[] value) throws DialectException {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    if (text.chars().anyMatch(c -> OF_NUMBERS_AND_TIMES.indexOf(c) < 0)) {
      throw new DialectException(
          Reason.DATA,
          "The archive holds a value of the column '%s' of the table '%s' that is neither a number nor a time. Restore another backup: this one was changed."
              .formatted(column.name(), table.name()));
    }
    return text;
  }

  private static void hex(StringBuilder sql, byte[] value) {
    sql.append("X'").append(HexFormat.of().formatHex(value)).append('\'');
  }
}
