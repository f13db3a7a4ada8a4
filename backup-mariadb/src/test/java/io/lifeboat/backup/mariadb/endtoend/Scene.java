package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.BackupSummary;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One host and its server, and what must be so after every kill. */
final class Scene {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern CUT_OFF = Pattern.compile("\"core\\.(load|swap|undo)\"");

  private static final String FRESH =
      """
      CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(80));
      CREATE TABLE purchase (id INT PRIMARY KEY AUTO_INCREMENT, customer_id INT, note TEXT,
        FOREIGN KEY (customer_id) REFERENCES customer (id));
      INSERT INTO customer SELECT seq, CONCAT('Customer ', seq) FROM seq_1_to_1000;
      INSERT INTO purchase SELECT seq, 1 + seq MOD 1000, CONCAT('note ', SHA2(seq, 512)) FROM seq_1_to_30000;
      CREATE VIEW busy AS SELECT customer_id, COUNT(*) AS n FROM purchase GROUP BY customer_id;
      CREATE PROCEDURE forget() DELETE FROM purchase;
      CREATE TRIGGER renamed BEFORE UPDATE ON customer FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '!');
      """;
  private static final String OLD =
      """
      CREATE TABLE later (id INT PRIMARY KEY, t TEXT);
      INSERT INTO later SELECT seq, SHA2(seq, 256) FROM seq_1_to_20000;
      CREATE TABLE customer (id INT PRIMARY KEY, mail VARCHAR(80));
      INSERT INTO customer SELECT seq, CONCAT(seq, '@example.org') FROM seq_1_to_500;
      CREATE VIEW mails AS SELECT mail FROM customer;
      """;

  private final TestServer server;
  private final String database;
  private final Path folder;
  private final List<String> kept = new ArrayList<>();
  private final State fresh;
  private Host host;
  private boolean serverIsDead;
  private int cutOff;
  private int whole;

  Scene(TestServer server, String database, Path folder) throws IOException {
    this.server = server;
    this.database = database;
    this.folder = folder;
    this.host = Host.on(server, database, folder, Host.Key.RECIPIENT);
    this.fresh = make(FRESH, "fresh");
  }

  Host host() {
    return host;
  }

  /** How many restores were cut off while they changed live data. */
  int cutOff() {
    return cutOff;
  }

  /** Whether a process that starts now knows that a restore was cut off. */
  boolean isAnnounced() throws IOException {
    return Files.exists(host.journal()) && CUT_OFF.matcher(Files.readString(host.journal())).find();
  }

  /** Makes the data that is live before each restore. */
  State makeOld() throws IOException {
    return make(OLD, "old");
  }

  private State make(String statements, String files) throws IOException {
    server.sql(
        "",
        "DROP DATABASE IF EXISTS `%1$s`; CREATE DATABASE `%1$s`; USE `%1$s`;\n%2$s"
            .formatted(database, statements));
    for (int i = 0; i < 50; i++) {
      Path in = Files.createDirectories(host.uploads().resolve("folder " + i % 5));
      Files.writeString(in.resolve("file " + i), (files + " " + i + "\n").repeat(100 * i + 1));
    }
    Files.deleteIfExists(host.uploads().resolve("only in fresh"));
    Files.deleteIfExists(host.uploads().resolve("only in old"));
    Files.writeString(host.uploads().resolve("only in " + files), files);
    return now();
  }

  private State now() throws IOException {
    return State.of(server, database, host.uploads());
  }

  /** Makes the backup that is restored, and kept. */
  String backup() {
    try (BackupManager backups = host.builder().build()) {
      String id = backups.backup(BackupRequest.everything()).id();
      kept.add(id);
      return id;
    }
  }

  void killServer() {
    server.kill();
    serverIsDead = true;
  }

  void settleBackup() throws Exception {
    awaitQuiet();
    try (BackupManager backups = host.builder().build()) {
      assertNothingOnlyLooksWhole(backups);
      assertEquals(fresh, now());
      deleteOthers(backups);
    }
  }

  void settleRestore(State old) throws Exception {
    awaitQuiet();
    boolean announced = isAnnounced();
    cutOff += announced ? 1 : 0;
    try (BackupManager backups = host.builder().build()) {
      assertNothingOnlyLooksWhole(backups);
      assertEquals(List.of(), interruptions(backups), "building a manager recovers");
      State now = now();
      assertTrue(now.equals(old) || now.equals(fresh), "the old or the new, whole: " + now);
      deleteOthers(backups);
    }
  }

  private void awaitQuiet() throws Exception {
    if (serverIsDead) {
      server.restart();
      serverIsDead = false;
      host = Host.on(server, database, folder, Host.Key.RECIPIENT); // its port is another
    }
    await(() -> host.runningClients().isEmpty(), "no client outlives what started it");
  }

  private void assertNothingOnlyLooksWhole(BackupManager backups) throws IOException {
    assertEquals(List.of(), host.begunArchives(), "what was begun is swept");
    for (BackupSummary backup : backups.list()) {
      if (backup.isComplete()) {
        backups.verify(backup.id());
        whole += kept.contains(backup.id()) ? 0 : 1;
      }
    }
  }

  private static List<Finding> interruptions(BackupManager backups) {
    return backups.check().stream()
        .filter(finding -> finding.code().equals("restore.interrupted"))
        .toList();
  }

  private void deleteOthers(BackupManager backups) {
    for (BackupSummary backup : backups.list()) {
      if (!kept.contains(backup.id())) {
        backups.delete(backup.id());
      }
    }
  }

  /** Something that becomes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(5);
    }
  }

  @Override
  public String toString() {
    return "%d restores were cut off, %d backups were whole".formatted(cutOff, whole);
  }
}
