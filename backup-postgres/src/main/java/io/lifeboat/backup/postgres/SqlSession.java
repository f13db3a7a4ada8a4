package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * One connection. Transactions are opened and ended by statements, so the driver is left in
 * autocommit. Used by one thread at a time; only {@link #cancel} may come from another.
 */
final class SqlSession implements AutoCloseable {

  /** A server that ends sessions which wait would end the one that holds the snapshot. */
  private static final List<String> NO_TIMEOUTS =
      List.of(
          "SET statement_timeout = 0",
          "SET lock_timeout = 0",
          "SET idle_in_transaction_session_timeout = 0");

  private static final long CANCEL_AGAIN_MILLIS = 250;

  private final Connection connection;
  private final PGConnection driver;
  private final OperationContext context;
  private final Version version;

  private SqlSession(Connection connection, OperationContext context) throws SQLException {
    this.connection = connection;
    this.context = context;
    this.driver = connection.unwrap(PGConnection.class);
    this.version = Version.parse(connection.getMetaData().getDatabaseProductVersion());
  }

  /** Connects, without time limits of the server, and with nothing in the search path. */
  static SqlSession open(Login login, OperationContext context) throws DialectException {
    SqlSession session = openUnprepared(login, context);
    try {
      session.runRaw(String.join("; ", NO_TIMEOUTS));
      if (session.version().atLeast(14)) {
        session.runRaw("SET idle_session_timeout = 0");
      }
      if (session.version().atLeast(17)) {
        session.runRaw("SET transaction_timeout = 0");
      }
      session.runRaw("SELECT pg_catalog.set_config('search_path', '', false)");
      return session;
    } catch (SQLException e) {
      closeQuietly(session.connection, e);
      throw Failures.of(e, "Preparing a session", context);
    }
  }

  /** Connects, and sets nothing. */
  static SqlSession openUnprepared(Login login, OperationContext context) throws DialectException {
    Connection connection = connect(login, context);
    try {
      return new SqlSession(connection, context);
    } catch (SQLException e) {
      closeQuietly(connection, e);
      throw Failures.of(e, "Preparing a session", context);
    }
  }

  private static Connection connect(Login login, OperationContext context) throws DialectException {
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new SQLException("not connected"));
    }
    try {
      Connection connection = new Driver().connect(login.url(), login.properties());
      if (connection == null) {
        throw new DialectException(Reason.CONNECTION, "The JDBC driver made no connection.");
      }
      return connection;
    } catch (SQLException e) {
      throw Failures.of(e, "Connecting to " + login.endpoint(), context);
    } catch (NoClassDefFoundError e) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "The JDBC driver of PostgreSQL is missing. Add org.postgresql:postgresql, 42.7 or later,"
              + " to the application.",
          false,
          e);
    }
  }

  private static void closeQuietly(Connection connection, Throwable because) {
    try {
      connection.close();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  Version version() {
    return version;
  }

  /** Runs one statement, or several divided by semicolons. */
  void run(String sql) throws DialectException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw Failures.of(e, "The statement " + brief(sql), context);
    }
  }

  /** As {@link #run}, for a caller that looks at the server's error itself. */
  void runRaw(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Says an error of {@link #runRaw} as this session's other errors. */
  DialectException failure(SQLException e, String doing) {
    return Failures.of(e, doing, context);
  }

  /** All rows of a query, as text; NULL as the empty string. */
  List<List<String>> rows(String sql) throws DialectException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      int columns = results.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (results.next()) {
        String[] row = new String[columns];
        for (int i = 0; i < columns; i++) {
          String value = results.getString(i + 1);
          row[i] = value == null ? "" : value;
        }
        rows.add(Arrays.asList(row));
      }
      return rows;
    } catch (SQLException e) {
      throw Failures.of(e, "The query " + brief(sql), context);
    }
  }

  /** The first column of a query. */
  List<String> column(String sql) throws DialectException {
    return rows(sql).stream().map(row -> row.get(0)).toList();
  }

  /** The one value of a query. */
  String value(String sql) throws DialectException {
    return rows(sql).get(0).get(0);
  }

  long number(String sql) throws DialectException {
    return Long.parseLong(value(sql));
  }

  CopyManager copy() throws DialectException {
    try {
      return driver.getCopyAPI();
    } catch (SQLException e) {
      throw Failures.of(e, "Preparing COPY", context);
    }
  }

  /**
   * Ends what the server does for this session when the operation is cancelled, until the
   * registration is closed: a request that comes between two statements ends neither.
   */
  CancellationToken.Registration listen(OperationContext operation) {
    AtomicBoolean over = new AtomicBoolean();
    CancellationToken.Registration registration =
        operation.cancellation().onCancel(() -> cancel(over, 0));
    return () -> {
      over.set(true);
      registration.close();
    };
  }

  private void cancel(AtomicBoolean over, long delay) {
    var unused =
        CompletableFuture.runAsync(
            () -> {
              if (!over.get() && cancel()) {
                cancel(over, CANCEL_AGAIN_MILLIS);
              }
            },
            CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS));
  }

  /** False if the connection is gone, which ends what it was doing as well. */
  private boolean cancel() {
    try {
      driver.cancelQuery();
      return !connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  boolean isAlive() {
    try {
      runRaw("SELECT 1");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // A connection that can't be closed is closed by its server.
    }
  }

  private static String brief(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return "'" + (line.length() > 200 ? line.substring(0, 200) + "…" : line) + "'";
  }
}
