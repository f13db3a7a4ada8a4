package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Values of sequences as text: a line for each, {@code "schema", "name" TAB value TAB called}, in
 * UTF-8, line ends and backslashes in names escaped by a backslash, and {@code \.} at the end. The
 * client would read one at a time, and leaves them out together with rows.
 */
final class SequenceValues {

  private static final int SEQUENCES_A_QUERY = 200;
  private static final String END = "\\.";

  private SequenceValues() {}

  static void write(
      SqlSession session,
      List<Catalog.Locked> sequences,
      OutputStream out,
      OperationContext context)
      throws DialectException, IOException {
    for (int from = 0; from < sequences.size(); from += SEQUENCES_A_QUERY) {
      if (context.cancellation().isCancelled()) {
        throw Failures.cancelled(context, new IllegalStateException("cancelled"));
      }
      int to = Math.min(sequences.size(), from + SEQUENCES_A_QUERY);
      out.write(lines(session, sequences.subList(from, to)).getBytes(StandardCharsets.UTF_8));
    }
    out.write((END + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String lines(SqlSession session, List<Catalog.Locked> sequences)
      throws DialectException {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < sequences.size(); i++) {
      query.append(i == 0 ? "" : " UNION ALL ");
      query.append("SELECT ").append(i).append(" AS i, last_value, is_called FROM ");
      query.append(sequences.get(i).quoted());
    }
    StringBuilder lines = new StringBuilder();
    for (List<String> row : session.rows(query.toString())) {
      Catalog.Locked sequence = sequences.get(Integer.parseInt(row.get(0)));
      String name = Sql.names(List.of(sequence.schema(), sequence.name()));
      lines.append(name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
      lines.append('\t').append(row.get(1)).append('\t').append(row.get(2)).append('\n');
    }
    return lines.toString();
  }

  /** Sets the values. The number of sequences that were set. */
  static int load(SqlSession session, InputStream in) throws DialectException, IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals(END)) {
        return number;
      }
      set(session, line);
      number++;
    }
    throw new DialectException(
        Reason.DATA, "The values of the sequences have no end mark: they are not whole.");
  }

  private static void set(SqlSession session, String line) throws DialectException {
    try {
      int called = line.lastIndexOf('\t');
      int value = line.lastIndexOf('\t', called - 1);
      List<String> names = Sql.names(unescape(line.substring(0, value)));
      session.value(
          "SELECT pg_catalog.setval(%s::pg_catalog.regclass, %d, %s)"
              .formatted(
                  Sql.text(Sql.name(names.get(0), names.get(1))),
                  Long.parseLong(line.substring(value + 1, called)),
                  line.substring(called + 1).equals("t")));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new DialectException(
          Reason.DATA, "Not the value of a sequence: '" + line + "'.", false, e);
    }
  }

  static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 'r' ? '\r' : text.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
