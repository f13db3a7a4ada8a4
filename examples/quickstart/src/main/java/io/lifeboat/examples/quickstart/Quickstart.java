package io.lifeboat.examples.quickstart;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupReport;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.BackupSummary;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreReport;
import io.lifeboat.backup.RestoreRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/** Backs up a demo shop, wrecks it, restores it, and proves that all is as before. */
public final class Quickstart {

  static final String PASSWORD = "demo-password-not-for-real-data";

  private Quickstart() {}

  /**
   * Run the whole story.
   *
   * @param arguments a folder for everything; by default {@code lifeboat-quickstart} below the
   *     current one
   */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments.length > 0 ? arguments[0] : "lifeboat-quickstart");
    boolean proven = false;
    try {
      proven = run(Files.createDirectories(home.toAbsolutePath()));
    } catch (Exception e) {
      e.printStackTrace();
      say("proof=failed");
    }
    System.exit(proven ? 0 : 1); // the server's own threads would keep a failed run alive
  }

  static boolean run(Path home) throws Exception {
    Path work = Files.createTempDirectory("lifeboat-quickstart");
    say("Starting a MariaDB server of our own ...");
    try (DemoServer server = DemoServer.start(work)) {
      DemoShop shop = new DemoShop(server);
      DemoFiles uploads = new DemoFiles(work.resolve("uploads"));
      say("Filling a shop: tables, a view, a trigger, a routine; and 200 uploaded files ...");
      shop.create();
      uploads.create();
      Proof before = Proof.of(shop, uploads);
      say(before.summary());

      try (BackupManager backups =
          BackupManager.builder()
              .application(HostApplication.of("demo-shop", "1.0.0"))
              .database(server.endpoint())
              .dialectOptions(server.clients())
              .files(FileRoot.of("uploads", uploads.folder()))
              .storage(home.resolve("backups"))
              .stateDirectory(work.resolve("state"))
              .encryption(Encryption.password(PASSWORD))
              .build()) {

        say("\nBacking up, encrypted:");
        ProgressBar bar = new ProgressBar();
        BackupReport report =
            backups.backup(
                BackupRequest.everything().withDescription("before the wreck").withListener(bar));
        bar.end();

        say("\nWhat the storage holds:");
        for (BackupSummary backup : backups.list()) {
          say("  %s  %,d bytes  %s".formatted(backup.id(), backup.size(), outcome(backup)));
        }

        say("\nWrecking it: tables dropped, rows changed, files deleted, altered and added ...");
        shop.wreck();
        uploads.wreck();
        if (Proof.of(shop, uploads).equals(before)) {
          throw new IllegalStateException("Nothing was wrecked, so nothing would be proven.");
        }

        say("\nRestoring:");
        RestoreReport restored =
            backups.restore(RestoreRequest.ofBackup(report.id()).withListener(bar));
        bar.end();
        say(
            "%,d rows of %d tables and %d files restored; what was there before is kept as %s."
                .formatted(
                    restored.rows(),
                    restored.tables(),
                    restored.files(),
                    restored.safetyBackup().orElse("nothing")));
        return end(home, report, before, Proof.of(shop, uploads));
      }
    }
  }

  private static String outcome(BackupSummary backup) {
    return backup.outcome().map(Enum::name).orElse("?") + ", " + backup.envelope().orElse("plain");
  }

  private static boolean end(Path home, BackupReport report, Proof before, Proof after) {
    Path archive = home.resolve("backups").resolve(report.id() + ".tar.age");
    boolean proven = after.equals(before);
    if (!proven) {
      before.differences(after).forEach(Quickstart::say);
    }
    say("\nThe archive opens without Lifeboat, with the tools of any Debian:");
    say("  age -d -o backup.tar " + archive);
    say("  mkdir backup && tar -xf backup.tar -C backup");
    say("  cat backup/database/schema/tables/*.zst | zstd -d > tables.sql");
    say("  cat backup/database/data/rows-00001-00001/*.zst | zstd -d > rows-00001-00001");
    say("");
    say("archive=" + archive);
    say("password=" + PASSWORD);
    say("proof=" + (proven ? "ok" : "failed"));
    return proven;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
