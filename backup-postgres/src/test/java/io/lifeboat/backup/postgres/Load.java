package io.lifeboat.backup.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A host application at work: threads that commit rows all the time, and connect again. */
final class Load implements AutoCloseable {

  private static final int THREADS = 4;
  private static final long PAUSE_MILLIS = 2;

  private final PostgresTestServer server;
  private final String database;
  private final String role;
  private final AtomicLong ids = new AtomicLong();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Something that did not work.
   *
   * @param begun when it was tried, in nanoseconds
   * @param ended when it had failed
   * @param message what the server or the driver said
   */
  record Failure(long begun, long ended, String message) {}

  private Load(PostgresTestServer server, String database, String role) {
    this.server = server;
    this.database = database;
    this.role = role;
  }

  /** Commits to the table {@code work (id bigint)}. */
  static Load on(PostgresTestServer server, String database, String role) {
    Load load = new Load(server, database, role);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(load::work, "load-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void work() {
    Connection connection = null;
    while (!closed) {
      long begun = System.nanoTime();
      try {
        if (connection == null) {
          connection = server.connect(database, role);
        }
        long id = ids.incrementAndGet();
        try (var statement = connection.createStatement()) {
          statement.execute("INSERT INTO work VALUES (" + id + ")");
        }
        acknowledged.add(id);
      } catch (SQLException e) {
        failures.add(new Failure(begun, System.nanoTime(), String.valueOf(e.getMessage())));
        close(connection);
        connection = null;
      }
      pause();
    }
    close(connection);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // it is gone anyway
    }
  }

  /** The rows whose commit the application was told of. */
  Set<Long> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Ends the work and waits for its end. */
  void end() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
