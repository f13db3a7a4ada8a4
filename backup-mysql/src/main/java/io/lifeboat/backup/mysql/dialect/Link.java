package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One connection of the host's driver. One thread at a time, but for {@link #abort}. */
final class Link implements AutoCloseable {

  private static final int VALID_SECONDS = 10;

  private final Connection connection;
  private final JdbcDriver driver;
  private volatile boolean aborted;

  Link(Connection connection, JdbcDriver driver) {
    this.connection = connection;
    this.driver = driver;
  }

  Connection connection() {
    return connection;
  }

  JdbcDriver driver() {
    return driver;
  }

  /** A statement whose text goes to the server as it is. */
  Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    try {
      statement.setEscapeProcessing(false);
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  void run(String sql) throws SQLException {
    try (Statement statement = statement()) {
      statement.execute(sql);
    }
  }

  /** Returns the rows of a statement as text; an SQL NULL is an empty text. */
  List<List<String>> rows(String sql) throws SQLException {
    try (Statement statement = statement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          String value = result.getString(i);
          row.add(value == null ? "" : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  List<String> column(String sql) throws SQLException {
    return rows(sql).stream().map(row -> row.get(0)).toList();
  }

  String value(String sql) throws SQLException {
    List<String> values = column(sql);
    if (values.size() != 1) {
      throw new SQLException("One row was expected and " + values.size() + " came from: " + sql);
    }
    return values.get(0);
  }

  boolean isAlive() {
    try {
      return !aborted && connection.isValid(VALID_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends whatever runs on this connection when the operation is cancelled. */
  CancellationToken.Registration listen(OperationContext context) {
    return context
        .cancellation()
        .onCancel(
            () -> {
              // A driver may say goodbye to the server first, and who cancels must not wait.
              Thread ending = new Thread(this::abort, "lifeboat-cancel");
              ending.setDaemon(true);
              ending.start();
            });
  }

  /** Ends the connection from any thread, without a word to the server. */
  void abort() {
    aborted = true;
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is ended already.
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server ends what was open on a connection that is gone.
    }
  }

  /** Says a failure of this connection: a driver need not say that it was lost. */
  DialectException failure(String what, SQLException e, OperationContext context) {
    DialectException explained = explain(what, e, context);
    boolean fromServer = e.getErrorCode() != 0 || explained.reason() != Reason.SERVER;
    return fromServer || isAlive()
        ? explained
        : new DialectException(Reason.CONNECTION, String.valueOf(explained.getMessage()), true, e);
  }

  /** Says a failure of a connection to an operator. */
  static DialectException explain(String what, SQLException e, OperationContext context) {
    if (context.cancellation().isCancelled()) {
      return new DialectException(
          Reason.CANCELLED,
          what + " was ended: " + context.cancellation().reason().orElse("cancelled"),
          false,
          e);
    }
    return ServerErrors.explain(what, e);
  }
}
