package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/**
 * Everything a database holds, read without the code under test, so that equal contents mean equal
 * databases.
 *
 * @param schema what the vendor's own dump says without rows
 * @param rows table to number and checksum of its rows, in any order
 * @param rest sequences, large objects, whether materialised views are filled
 */
record Contents(String schema, Map<String, String> rows, Map<String, String> rest) {

  /**
   * Leaf tables and filled materialised views. Rows below a root that hashes may lie in another
   * leaf of a new database, so there the root is read.
   */
  private static final String TABLES =
      """
      WITH RECURSIVE hashing AS (
        SELECT partrelid AS root, partrelid AS member FROM pg_partitioned_table WHERE partstrat = 'h'
        UNION
        SELECT h.root, i.inhrelid FROM hashing h JOIN pg_inherits i ON i.inhparent = h.member)
      SELECT format('%I.%I', n.nspname, c.relname),
             CASE WHEN c.relkind = 'r' THEN 'ONLY ' ELSE '' END || format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'lifeboat')
         AND (c.relkind = 'r' OR (c.relkind = 'm' AND c.relispopulated)
              OR c.oid IN (SELECT root FROM hashing))
         AND NOT EXISTS (SELECT FROM hashing h WHERE h.member = c.oid AND h.root <> c.oid)
       ORDER BY 1""";

  private static final String SEQUENCES =
      "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid ="
          + " c.relnamespace WHERE c.relkind = 'S' AND n.nspname <> 'lifeboat' ORDER BY 1";

  private static final String LARGE_OBJECTS =
      "SELECT oid, pg_get_userbyid(lomowner), lomacl, obj_description(oid, 'pg_largeobject'),"
          + " md5(lo_get(oid)) FROM pg_largeobject_metadata";

  private static final String FILLED =
      "SELECT format('%I.%I', nspname, relname), relispopulated FROM pg_class c JOIN pg_namespace n"
          + " ON n.oid = c.relnamespace WHERE relkind = 'm'";

  static Contents of(PostgresTestServer server, String database) throws IOException, SQLException {
    String schema = schema(server, database);
    Map<String, String> rows = new TreeMap<>();
    Map<String, String> rest = new TreeMap<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'; SET extra_float_digits = 3");
      pairs(statement, TABLES)
          .forEach((table, source) -> rows.put(table, checksum(connection, source)));
      for (String sequence : pairs(statement, SEQUENCES).keySet()) {
        pairs(statement, "SELECT 'at', last_value, is_called FROM " + sequence)
            .forEach((key, value) -> rest.put("sequence " + sequence, value));
      }
      pairs(statement, LARGE_OBJECTS)
          .forEach((oid, value) -> rest.put("large object " + oid, value));
      pairs(statement, FILLED).forEach((view, filled) -> rest.put("filled " + view, filled));
    }
    return new Contents(schema, rows, rest);
  }

  /** Without the words that differ from run to run, and those that name the versions. */
  private static String schema(PostgresTestServer server, String database) throws IOException {
    return server
        .client("pg_dump", database, "--schema-only")
        .replaceAll("(?m)^\\\\(un)?restrict .*$", "")
        .replaceAll("(?m)^-- Dumped .*$", "");
  }

  /** First column to the others. */
  private static Map<String, String> pairs(Statement statement, String query) throws SQLException {
    Map<String, String> pairs = new TreeMap<>();
    try (ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder value = new StringBuilder();
        for (int column = 2; column <= columns; column++) {
          value.append(column == 2 ? "" : "|").append(result.getString(column));
        }
        pairs.put(result.getString(1), value.toString());
      }
    }
    return pairs;
  }

  private static String checksum(Connection connection, String table) {
    RowSum sum = new RowSum();
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT", sum);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(table, e);
    }
    return sum.toString();
  }

  /** Counts rows and adds up a digest of each, so that their order does not matter. */
  private static final class RowSum extends OutputStream {

    private final MessageDigest digest = sha256();
    private long count;
    private long sum;

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int from = offset;
      for (int at = offset; at < offset + length; at++) {
        if (bytes[at] == '\n') {
          digest.update(bytes, from, at - from);
          from = at + 1;
          byte[] row = digest.digest();
          long value = 0;
          for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (row[i] & 0xFF);
          }
          sum += value;
          count++;
        }
      }
      digest.update(bytes, from, offset + length - from);
    }

    @Override
    public String toString() {
      return "%d rows, %016x".formatted(count, sum);
    }
  }
}
