package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.TlsMode;
import io.lifeboat.backup.client.ClientCommand;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A connection to the server that is one running client: statements go in, rows come out. So a host
 * needs no driver, and a lock lives as long as this process does.
 *
 * <p>One thread at a time. An error of the server ends the client and with it the session.
 */
final class SqlSession implements AutoCloseable {

  private static final String[] ARGUMENTS = {
    "--batch",
    "--unbuffered",
    "--skip-column-names",
    "--skip-reconnect",
    "--binary-mode",
    "--default-character-set=utf8mb4",
    "--connect-timeout=10",
    "--local-infile=0"
  };

  private final ClientRun run;
  private final String endOfRows = "end-of-rows-" + UUID.randomUUID();
  private final byte[] buffer = new byte[16_384];
  private int position;
  private int limit;

  private SqlSession(ClientRun run) {
    this.run = run;
  }

  static SqlSession open(Login login, NativeClient client, OperationContext context)
      throws DialectException {
    ClientCommand command =
        login
            .command(client)
            .withArguments(ARGUMENTS)
            .withArguments("--database=" + login.endpoint().database());
    SqlSession session = new SqlSession(command.start(context));
    try {
      // Days, so that a session that only holds a lock, or waits for a slow archive, is not ended.
      session.run("SET SESSION sql_mode = '', wait_timeout = 604800");
      session.requireTls(login.endpoint().tls());
      return session;
    } catch (DialectException | RuntimeException | Error e) {
      session.run.close();
      throw e;
    }
  }

  /** Runs a statement that gives no rows. */
  void run(String statement) throws DialectException {
    rows(statement);
  }

  /** Returns the rows of a statement; an SQL NULL is the text NULL, so don't select one. */
  List<List<String>> rows(String statement) throws DialectException {
    try {
      byte[] text =
          (statement + ";\nSELECT '" + endOfRows + "';\n").getBytes(StandardCharsets.UTF_8);
      run.write(text, 0, text.length);
      run.flush();
      List<List<String>> rows = new ArrayList<>();
      for (String line = readLine(); !line.equals(endOfRows); line = readLine()) {
        rows.add(split(line));
      }
      return rows;
    } catch (DialectException e) {
      throw ServerErrors.explain(e);
    }
  }

  /** Returns the only row of a statement. */
  List<String> row(String statement) throws DialectException {
    List<List<String>> rows = rows(statement);
    if (rows.size() != 1) {
      throw new DialectException(
          Reason.SERVER, "One row was expected and " + rows.size() + " came from: " + statement);
    }
    return rows.get(0);
  }

  /** Returns the first column of all rows. */
  List<String> column(String statement) throws DialectException {
    return rows(statement).stream().map(row -> row.get(0)).toList();
  }

  boolean isAlive() {
    return run.isRunning();
  }

  /** Says goodbye where the client still listens, so that the server logs no broken connection. */
  @Override
  public void close() {
    try (run) {
      run.endInput();
      run.await();
    } catch (DialectException e) {
      // It was ended before, and whoever ended it knows why.
    }
  }

  /** MariaDB's clients have no switch that refuses a server without TLS and still trusts any. */
  private void requireTls(TlsMode mode) throws DialectException {
    if (mode != TlsMode.DISABLED
        && mode != TlsMode.PREFERRED
        && row("SHOW SESSION STATUS LIKE 'Ssl_cipher'").get(1).isEmpty()) {
      throw new DialectException(
          Reason.CONNECTION,
          "The connection is not encrypted, and the TLS mode "
              + mode
              + " asks for it. Enable TLS on the server.");
    }
  }

  private String readLine() throws DialectException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      for (int i = position; i < limit; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, position, i - position);
          position = i + 1;
          return line.toString(StandardCharsets.UTF_8);
        }
      }
      line.write(buffer, position, limit - position);
      position = 0;
      limit = run.read(buffer);
      if (limit < 0) {
        limit = 0;
        run.awaitSuccess();
        throw new DialectException(Reason.CONNECTION, "The client ended before it answered.");
      }
    }
  }

  private static List<String> split(String line) {
    List<String> columns = new ArrayList<>();
    for (String column : line.split("\t", -1)) {
      columns.add(unescape(column));
    }
    return columns;
  }

  /** The client writes a tab, a newline, a NUL and a backslash with a backslash in front. */
  private static String unescape(String column) {
    if (column.indexOf('\\') < 0) {
      return column;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < column.length(); i++) {
      char c = column.charAt(i);
      if (c == '\\' && i + 1 < column.length()) {
        char escaped = column.charAt(++i);
        text.append(
            switch (escaped) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case '0' -> '\0';
              default -> escaped;
            });
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
