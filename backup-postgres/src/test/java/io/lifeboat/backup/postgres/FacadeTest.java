package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.BackupFailedException;
import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupReport;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.Operation;
import io.lifeboat.backup.RestoreFailedException;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backup and restore as a host application does them. */
class FacadeTest extends OnServer {

  private BackupManager manager(String database, PostgresOptions options) {
    return manager(database, options, Encryption.password("correct horse battery staple"));
  }

  private BackupManager manager(String database, PostgresOptions options, Encryption encryption) {
    return BackupManager.builder()
        .application(HostApplication.of("zoo", "1.0.0"))
        .database(server.endpoint(database))
        .dialectOptions(options)
        .storage(work.resolve("storage"))
        .stateDirectory(work.resolve("state"))
        .encryption(encryption)
        .workers(3)
        .build();
  }

  @Test
  void aZooComesBackThroughAnEncryptedArchive() throws Exception {
    String zoo =
        server.createDatabase("zoo", "TEMPLATE " + PostgresTestServer.identifier(Zoo.on(server)));
    Contents before = Contents.of(server, zoo);
    try (BackupManager backups = manager(zoo, server.options())) {
      assertEquals(List.of(), backups.check().stream().filter(f -> f.isError()).toList());
      BackupReport backup = backups.backup(BackupRequest.everything());
      server.sql(
          zoo,
          "DROP EVENT TRIGGER on_start; DROP EVENT TRIGGER on_end; DROP SCHEMA tables CASCADE; DROP SCHEMA objects CASCADE; CREATE TABLE public.added (id int); SELECT lo_unlink(1)");
      RestoreReport report =
          backups.restore(RestoreRequest.ofBackup(backup.id()).inPlace().withoutSafetyBackup());
      assertTrue(report.rows() > 20_000);
    }
    Contents after = Contents.of(server, zoo);
    assertEquals(before.rows(), after.rows());
    assertEquals(before.rest(), after.rest());
    assertEquals(before.schema(), after.schema());
    server.dropDatabase(zoo);
  }

  @Test
  void aClientThatFailsLeavesNothingInTheList() throws Exception {
    String source = server.createDatabase("source");
    server.sql(source, "CREATE TABLE t (id int)");
    Path failing =
        FakeClients.with(
            work.resolve("failing"),
            server,
            "pg_dump",
            "\"$real\" \"$@\"; echo 'pg_dump: error: the disk is gone' >&2; exit 1");
    PostgresOptions options = PostgresOptions.builder().clientDirectory(failing).build();
    try (BackupManager backups = manager(source, options)) {
      BackupFailedException failure =
          assertThrows(
              BackupFailedException.class, () -> backups.backup(BackupRequest.everything()));
      assertTrue(message(failure).contains("the disk is gone"), message(failure));
      assertEquals(List.of(), backups.list());
    }
  }

  @Test
  void aRestoreThatFailsBringsTheSafetyBackupBack() throws Exception {
    String source = server.createDatabase("source");
    server.sql(source, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    try (BackupManager good = manager(source, server.options())) {
      BackupReport backup = good.backup(BackupRequest.everything());
      server.sql(source, "INSERT INTO t VALUES (3); CREATE TABLE later (id int)");
      Contents before = Contents.of(server, source);
      Path once =
          FakeClients.with(
              work.resolve("once"),
              server,
              "pg_restore",
              "if [ -e '%s' ] || ! echo \"$*\" | grep -q -- --dbname; then exec \"$real\" \"$@\"; fi; touch '%s'; cat > /dev/null; echo 'pg_restore: error: something broke' >&2; exit 1"
                  .replace("%s", work.resolve("broken-once").toString()));
      PostgresOptions options = PostgresOptions.builder().clientDirectory(once).build();
      RestoreFailedException failure =
          assertThrows(
              RestoreFailedException.class,
              () ->
                  good.restore(
                      RestoreRequest.ofBackup(backup.id()).inPlace().withDialectOptions(options)));
      assertTrue(message(failure).contains("something broke"), message(failure));
      assertEquals(before, Contents.of(server, source));
      assertFalse(good.list().isEmpty());
    }
  }

  /** Rows take a minute to load as long as somebody holds an advisory lock. */
  @Test
  void aRestoreThatIsCancelledWhileItLoadsBringsTheSafetyBackupBack() throws Exception {
    String source = server.createDatabase("source");
    server.sql(
        source,
        """
        CREATE FUNCTION slow(n int) RETURNS bool LANGUAGE plpgsql AS $$BEGIN
          IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711) THEN
            PERFORM pg_sleep(60);
          END IF;
          RETURN true;
        END$$;
        CREATE TABLE t (id int PRIMARY KEY, CHECK (slow(id)));
        INSERT INTO t VALUES (1), (2);""");
    try (BackupManager backups = manager(source, server.options(), Encryption.none());
        Connection holder = server.connect("postgres")) {
      BackupReport backup = backups.backup(BackupRequest.everything());
      server.sql(source, "INSERT INTO t VALUES (3); CREATE TABLE later (id int)");
      Contents before = Contents.of(server, source);
      holder.createStatement().execute("SELECT pg_advisory_lock(4711)");
      Operation<RestoreReport> restore =
          backups.startRestore(RestoreRequest.ofBackup(backup.id()).inPlace());
      Eventually.holds(
          "rows are loading",
          () ->
              restore.isDone()
                  || server
                      .value(
                          "postgres",
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                      .equals("1"));
      restore.cancel("the operator changed their mind");
      holder.createStatement().execute("SELECT pg_advisory_unlock(4711)");
      RestoreFailedException failure =
          assertThrows(RestoreFailedException.class, () -> restore.await(Duration.ofSeconds(30)));
      assertTrue(message(failure).contains("changed their mind"), message(failure));
      assertEquals(RestoreFailedException.TargetState.BROUGHT_BACK, failure.targetState());
      assertEquals(before, Contents.of(server, source));
    }
  }
}
