package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreHooks;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The application commits during a whole restore: it notices nothing but the short time in which
 * the databases are exchanged, the report says how long that was, and no commit is lost.
 */
class UnderLoadTest extends OnServer {

  private static final boolean CAMPAIGN = Boolean.getBoolean("campaign");
  private static final int MEBIBYTES = CAMPAIGN ? 1024 : 16;

  /** Of a row's text and what is around it. */
  private static final int ROW_BYTES = 1024;

  private long windowBegun;
  private long windowEnded;

  @Test
  void nothingFailsOutsideOfTheShortTimeThatTheReportNames() throws Exception {
    if (!CAMPAIGN) {
      restoredUnderLoad(server, MEBIBYTES);
      return;
    }
    PostgresTestServer durable =
        PostgresTestServer.start(18, "fsync=on", "synchronous_commit=on", "full_page_writes=on");
    restoredUnderLoad(durable, MEBIBYTES);
    durable.remove();
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void nothingFailsOutsideOfItOn17() throws Exception {
    restoredUnderLoad(PostgresTestServer.shared(17), 128);
  }

  @Test
  @EnabledIfSystemProperty(named = "campaign", matches = "true")
  void nothingFailsOutsideOfItOn15() throws Exception {
    restoredUnderLoad(PostgresTestServer.shared(15), 128);
  }

  private void restoredUnderLoad(PostgresTestServer on, int mebibytes) throws Exception {
    String live = on.createDatabase("loaded");
    String role = on.createRole("app", "");
    on.sql(
        live,
        """
        CREATE TABLE big (id int PRIMARY KEY, s text);
        INSERT INTO big SELECT n, (SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, 31) i)
          FROM generate_series(1, %d) n;
        CREATE TABLE work (id bigint PRIMARY KEY);
        GRANT INSERT ON work TO %s;"""
            .formatted(mebibytes * (1024 * 1024 / ROW_BYTES), role));
    RestoreHooks hooks =
        new RestoreHooks() {
          @Override
          public void beforeSwap(String backupId) {
            windowBegun = System.nanoTime();
          }

          @Override
          public void afterSwap(String backupId) {
            windowEnded = System.nanoTime();
          }
        };
    Set<Long> acknowledged;
    List<Load.Failure> failures;
    RestoreReport report;
    String kept;
    try (BackupManager backups =
        BackupManager.builder()
            .application(HostApplication.of("loaded", "1.0.0"))
            .database(on.endpoint(live))
            .dialectOptions(on.options())
            .storage(work.resolve("storage"))
            .stateDirectory(work.resolve("state"))
            .encryption(Encryption.none())
            .hooks(hooks)
            .workers(2)
            .build()) {
      String id = backups.backup(BackupRequest.everything()).id();
      try (Load load = Load.on(on, live, role)) {
        Eventually.holds("the application works", () -> load.acknowledged().size() > 100);
        report = backups.restore(RestoreRequest.ofBackup(id).withoutSafetyBackup());
        int before = load.acknowledged().size();
        Eventually.holds("it goes on", () -> load.acknowledged().size() > before + 100);
        load.end();
        acknowledged = load.acknowledged();
        failures = load.failures();
      }
      kept =
          on.value(
              "postgres",
              "SELECT datname FROM pg_database WHERE datname LIKE "
                  + PostgresTestServer.literal(live.substring(0, 10) + "%.lifeboat-kept-%"));
      Set<String> found = new HashSet<>(on.rows(kept, "SELECT id FROM work"));
      found.addAll(on.rows(live, "SELECT id FROM work"));
      assertTrue(
          found.containsAll(acknowledged.stream().map(String::valueOf).toList()),
          "every commit is in the old or the restored database");
      backups.discardUndo();
    }
    System.out.printf(
        "%d MiB on %d: held off for %d ms of %d ms, %d commits, %d failures%n",
        mebibytes,
        on.major(),
        report.heldOff().toMillis(),
        report.took().toMillis(),
        acknowledged.size(),
        failures.size());
    assertFalse(failures.isEmpty(), "sessions were ended");
    assertEquals(
        List.of(),
        failures.stream()
            .filter(failure -> failure.ended() < windowBegun || failure.begun() > windowEnded)
            .toList());
    Duration window = Duration.ofNanos(windowEnded - windowBegun);
    assertTrue(report.heldOff().compareTo(window) <= 0, () -> report.heldOff() + ", " + window);
    Duration most = CAMPAIGN ? Duration.ofSeconds(1) : Duration.ofSeconds(5);
    assertTrue(report.heldOff().compareTo(most) < 0, () -> "held off for " + report.heldOff());
    on.dropDatabase(live);
  }
}
