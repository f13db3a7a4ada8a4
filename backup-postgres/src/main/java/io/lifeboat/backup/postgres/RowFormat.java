package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import java.util.List;

/** The settings on which the text of rows depends, the same for reading, loading and proving. */
final class RowFormat {

  private static final List<String> SETTINGS =
      List.of(
          "SET DateStyle = 'ISO, YMD'",
          "SET IntervalStyle = 'postgres'",
          "SET TimeZone = 'UTC'",
          "SET extra_float_digits = 3",
          "SET bytea_output = 'hex'",
          "SET lc_monetary = 'C'",
          "SET lc_numeric = 'C'",
          "SET xmloption = 'content'",
          "SET synchronize_seqscans = off",
          "SET default_transaction_read_only = off");

  private RowFormat() {}

  /** Pins a session. An SQL error follows where row security would hide rows, unless applied. */
  static void pin(SqlSession session, PostgresOptions options) throws DialectException {
    session.run(String.join("; ", SETTINGS));
    session.run("SET row_security = " + (options.rowSecurityApplied() ? "on" : "off"));
  }

  /** Without conversion on the way: the database's own encoding is named. */
  static String options(String encoding) {
    return " (FORMAT text, ENCODING " + Sql.text(encoding) + ")";
  }

  static String columns(List<String> columns) {
    return columns.isEmpty() ? "" : " (" + Sql.names(columns) + ")";
  }
}
