package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;

/** Others use the server while it is dumped, and some who dump may do little. */
abstract class BusyServerCase extends ServerCase {

  final ExecutorService threads = Executors.newCachedThreadPool();

  BusyServerCase(Vendor vendor) {
    super(vendor);
  }

  /** Ends the threads. */
  @AfterEach
  final void endThreads() throws InterruptedException {
    threads.shutdown();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
  }

  interface Place {
    DatabaseEndpoint of(String database);
  }

  /** Makes one with the privileges that any dump needs, and more. */
  void makeUser(String name, String more) throws IOException {
    server()
        .sql(
            "",
            "DROP USER IF EXISTS %s@'%%'; CREATE USER %s@'%%' IDENTIFIED BY 'modest-1'; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT%s ON *.* TO %s@'%%'; GRANT %s TO %s@'%%'"
                .formatted(
                    name,
                    name,
                    more,
                    name,
                    vendor.isMySql() ? "SHOW_ROUTINE ON *.*" : "SELECT ON mysql.proc",
                    name));
    server().sqlAs(name, "modest-1", "SELECT 1"); // MySQL knows the password from now on
  }

  DatabaseEndpoint as(String user, String database) {
    return server().endpoint(database).toBuilder().user(user).password("modest-1").build();
  }

  static boolean endsSoon(CompletableFuture<Void> fired) {
    try {
      fired.get(700, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<Void> inBackground(String statement, String database) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            server().sql(database, statement);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        threads);
  }
}
