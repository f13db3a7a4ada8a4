package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the cases on a real server of a vendor share. */
@ExtendWith(EndsInTime.class)
abstract class ServerCase {

  /** Small enough that the zoo's larger tables are cut. */
  static final int WORKERS = 4;

  private static final long PART_BYTES = 100_000;
  private static final AtomicInteger COUNTER = new AtomicInteger();

  final Vendor vendor;

  /** Private folders of one test. */
  @TempDir Path folder;

  final Queue<Finding> reported = new ConcurrentLinkedQueue<>();

  ServerCase(Vendor vendor) {
    this.vendor = vendor;
  }

  /** A missing server is a failed test, unless servers were switched off. */
  @BeforeEach
  final void needServers() {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
  }

  final TestServer server() {
    return vendor.server();
  }

  final OperationContext context() {
    return OperationContext.in(folder).withFindings(reported::add);
  }

  final DumpOptions dumpOptions() {
    return DumpOptions.defaults()
        .withWorkers(WORKERS)
        .withPartBytes(PART_BYTES)
        .withDialect(vendor.ownOptions());
  }

  final DumpOnDisk dump(DatabaseEndpoint source) throws Exception {
    return DumpOnDisk.write(
        vendor.provider(), source, dumpOptions(), context(), freshFolder("parts"));
  }

  final Proof load(DumpOnDisk dump, DatabaseEndpoint target) throws Exception {
    return dump.load(
        vendor.provider(), target, vendor.ownOptions(), WORKERS, Prove.COUNTS, context());
  }

  final Path freshFolder(String name) {
    return folder.resolve(name + COUNTER.incrementAndGet());
  }

  /** Makes an empty database of a name that no other test has. */
  final String emptyDatabase(TestServer server) throws IOException {
    String name = "target " + COUNTER.incrementAndGet();
    server.sql("", "CREATE DATABASE " + Contents.quote(name) + " CHARACTER SET latin1");
    return name;
  }

  /** Makes a database with some statements run in it. */
  final String databaseWith(TestServer server, String statements) throws IOException {
    String name = "source " + COUNTER.incrementAndGet();
    server.sql("", "CREATE DATABASE " + Contents.quote(name) + " CHARACTER SET utf8mb4");
    server.sql(name, statements);
    return name;
  }

  static void drop(TestServer server, String... databases) throws IOException {
    for (String database : databases) {
      server.sql("", "DROP DATABASE IF EXISTS " + Contents.quote(database));
    }
  }

  static void assertSameDatabase(TestServer left, String expected, TestServer right, String actual)
      throws IOException {
    assertEquals(
        "",
        Contents.difference(
            new Contents(left, expected).rows(), new Contents(right, actual).rows()));
    assertEquals(
        new Contents(left, expected).schema(), new Contents(right, actual).schema(), "structure");
  }

  /** All of them take long; the first ones hold what usually breaks. */
  static <T> Stream<T> some(int first, Stream<T> all) {
    return Boolean.getBoolean("campaign") ? all : all.limit(first);
  }

  static List<Finding> errors(List<Finding> findings) {
    return findings.stream().filter(Finding::isError).toList();
  }
}
