package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large database is backed up and restored, with its safety backup, in a small heap. */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // the campaign fills a gibibyte
class MemoryTest {

  /** The full size takes minutes, so it is for the campaign. */
  private static final int MEBIBYTES = Boolean.getBoolean("campaign") ? 1024 : 128;

  private static final String DATABASE = "large";
  private static final long MIB = 1 << 20;

  /** A KiB a row: random digits and prose, of which zstd makes about a third. */
  private static final String FILL =
      """
      DROP DATABASE IF EXISTS large;
      CREATE DATABASE large;
      USE large;
      CREATE TABLE page (id INT PRIMARY KEY, t TEXT CHARACTER SET ascii NOT NULL);
      INSERT INTO page SELECT seq, CONCAT(
        SHA2(seq, 512), SHA2(seq + 0.1, 512), SHA2(seq + 0.2, 512), SHA2(seq + 0.3, 512), SHA2(seq + 0.4, 512),
        REPEAT('It was a bright cold day in April. ', 11)) FROM seq_1_to_%d;
      """;

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
    server().sql("", FILL.formatted(MEBIBYTES * 1024));
  }

  private static TestServer server() {
    return TestServer.shared("mariadb:11.8");
  }

  @Test
  void aKeyRecipientFitsInto64MiB() throws Exception {
    backUpAndRestore(Host.Key.RECIPIENT, "-Xmx64m");
  }

  @Test
  void aPasswordFitsInto384MiB() throws Exception {
    backUpAndRestore(Host.Key.PASSWORD, "-Xmx384m");
  }

  private void backUpAndRestore(Host.Key key, String heap) throws Exception {
    Host host = Host.on(server(), DATABASE, folder, key);
    Files.writeString(host.uploads().resolve("letter"), "Dear users");
    String before = checksum();

    long begun = System.nanoTime();
    HostProcess.Done backup;
    try (HostProcess process = HostProcess.backingUp(host, heap)) {
      process.awaitBegin();
      backup = process.awaitDone();
    }
    report("backup", key, heap, backup, begun);

    server().sql(DATABASE, "UPDATE page SET t = 'lost' WHERE id MOD 1000 = 0");
    begun = System.nanoTime();
    try (HostProcess process = HostProcess.restoring(host, backup.id(), heap)) {
      process.awaitBegin();
      report("restore", key, heap, process.awaitDone(), begun);
    }
    assertEquals(before, checksum());
  }

  private static String checksum() throws IOException {
    return server().sql(DATABASE, "SELECT COUNT(*), SUM(LENGTH(t)) FROM page; CHECKSUM TABLE page");
  }

  private static void report(
      String what, Host.Key key, String heap, HostProcess.Done done, long begun) {
    System.out.printf(
        "%s of %,d MiB of rows, %s, %s: peak of the heap %,d MiB, of the process %,d MiB, %,d s%n",
        what,
        MEBIBYTES,
        key,
        heap,
        done.heap() / MIB,
        done.resident() / MIB,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }
}
