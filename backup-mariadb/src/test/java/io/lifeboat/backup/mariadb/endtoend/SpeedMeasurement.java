package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.mariadb.MariaDbOptions;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a backup and a restore are beside the vendor's own programs with zstd, on the same
 * server in the same run, by turns. Run by hand, on a quiet machine: {@code
 * -Dtest=SpeedMeasurement}, with {@code -Drows=N -Drounds=N} for another size.
 */
class SpeedMeasurement {

  private static final int ROWS = Integer.getInteger("rows", 1_500_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int WORKERS = Runtime.getRuntime().availableProcessors();
  private static final String DATABASE = "speed";
  private static final PrintStream OUT = System.out;

  /** A usual table of orders, with three indexes, and one of log lines. */
  private static final String FILL =
      """
      DROP DATABASE IF EXISTS speed; CREATE DATABASE speed; USE speed;
      CREATE TABLE purchase (id INT PRIMARY KEY AUTO_INCREMENT, customer INT NOT NULL, at DATETIME(3) NOT NULL, amount DECIMAL(12,2) NOT NULL,
        weight DOUBLE, state ENUM('new', 'paid', 'sent', 'back') NOT NULL, mail VARCHAR(80), note VARCHAR(200), KEY (customer), KEY (at), KEY (mail));
      INSERT INTO purchase SELECT seq, seq * 7919 MOD 100000, '2020-01-01' + INTERVAL seq * 97 SECOND, seq MOD 99999 / 7, SQRT(seq), 1 + seq MOD 4,
        CONCAT('customer', seq * 7919 MOD 100000, '@example.org'), CONCAT('It was a bright cold day in April. ', SHA2(seq, 256)) FROM seq_1_to_%1$d;
      CREATE TABLE line (id BIGINT PRIMARY KEY, level TINYINT NOT NULL, said TEXT, KEY (level));
      INSERT INTO line SELECT seq, seq MOD 7, CONCAT('GET /shop/article/', seq, '?session=', MD5(seq), ' HTTP/1.1 200') FROM seq_1_to_%1$d;
      ANALYZE TABLE purchase, line;
      """;

  @TempDir Path folder;

  private final TestServer server = TestServer.shared("mariadb:11.8");

  /** Something that takes its time. */
  private interface Work {
    void run() throws Exception;
  }

  @Test
  @Timeout(3600)
  void besideTheVendorsPrograms() throws Exception {
    server.sql("", FILL.formatted(ROWS));
    long[][] millis = new long[4][ROUNDS];
    Path dump = folder.resolve("dump.zst");
    for (int round = 0; round < ROUNDS; round++) {
      millis[0][round] =
          time(
              () ->
                  shell(
                      "mariadb-dump --defaults-file=%s --single-transaction speed | zstd -q -f -T0 -o "
                          + dump));
      try (BackupManager backups = manager()) {
        String[] id = new String[1];
        millis[1][round] = time(() -> id[0] = backups.backup(BackupRequest.everything()).id());
        server.sql("", "DROP DATABASE speed; CREATE DATABASE speed");
        millis[2][round] =
            time(() -> shell("zstd -q -d -c " + dump + " | mariadb --defaults-file=%s speed"));
        String expected = checksum();
        millis[3][round] =
            time(() -> backups.restore(RestoreRequest.ofBackup(id[0]).withoutSafetyBackup()));
        assertEquals(expected, checksum());
        OUT.printf(
            "dump %d bytes, archive %d bytes%n", Files.size(dump), backups.list().get(0).size());
        backups.delete(id[0]);
      }
    }
    shell("zstd -q -d -c " + dump + " | wc -c # of %s");
    List<String> names =
        List.of("mariadb-dump | zstd -T0", "backup", "zstd -d | mariadb", "restore");
    for (int i = 0; i < names.size(); i++) {
      long[] sorted = millis[i].clone();
      Arrays.sort(sorted);
      OUT.printf(
          "%s, %d workers: %s ms, median %d%n",
          names.get(i), WORKERS, Arrays.toString(millis[i]), sorted[ROUNDS / 2]);
    }
  }

  private BackupManager manager() {
    return BackupManager.builder()
        .application(HostApplication.of("speed", "1.0.0"))
        .database(server.endpoint(DATABASE))
        .dialectOptions(MariaDbOptions.defaults().withClientDirectory(server.clients()))
        .storage(folder.resolve("storage"))
        .stateDirectory(folder.resolve("state"))
        .workers(WORKERS)
        .build();
  }

  private String checksum() throws IOException {
    return server.sql(DATABASE, "CHECKSUM TABLE purchase, line");
  }

  private static long time(Work work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1_000_000;
  }

  /** A pipe of the vendor's programs, as an administrator types it. */
  private void shell(String pipe) throws IOException, InterruptedException {
    Path options = folder.resolve("options.cnf");
    Files.writeString(options, server.optionFile());
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", pipe.formatted(options)).inheritIO();
    bash.environment()
        .merge("PATH", server.clients().toString(), (path, ours) -> ours + ":" + path);
    assertEquals(0, bash.start().waitFor(), pipe);
  }
}
