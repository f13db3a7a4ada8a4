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

  /** Set by Ctrl-C, after which everything fails, for a known reason. */
  private static volatile boolean interrupted;

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
      if (!interrupted) {
        e.printStackTrace();
        say("proof=failed");
      }
    }
    System.exit(proven ? 0 : 1); // the server's own threads would keep a failed run alive
  }

  static boolean run(Path home) throws Exception {
    say("Starting a MariaDB server of our own ...");
    try (WorkFolder work = WorkFolder.create();
        DemoServer server = DemoServer.start(work.path())) {
      Thread atExit = new Thread(() -> closeAll(server, work));
      Runtime.getRuntime().addShutdownHook(atExit);
      boolean proven = run(home, work.path(), server);
      Runtime.getRuntime().removeShutdownHook(atExit);
      return proven;
    }
  }

  /** After Ctrl-C, no server and no file is left. */
  private static void closeAll(DemoServer server, WorkFolder work) {
    interrupted = true;
    try {
      server.close();
      work.close();
    } catch (Exception e) {
      say("Something is left in " + work.path() + ": " + e);
    }
  }

  private static boolean run(Path home, Path work, DemoServer server) throws Exception {
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

      say("\nBacking up into one encrypted file:");
      ProgressBar bar = new ProgressBar(Boolean.getBoolean("quickstart.terminal"));
      BackupReport report =
          backups.backup(
              BackupRequest.everything().withDescription("before the wreck").withListener(bar));
      bar.done();
      list(backups);

      say("\nWrecking it: tables dropped, rows changed, files deleted, altered and added ...");
      shop.wreck();
      uploads.wreck();
      Proof wrecked = Proof.of(shop, uploads);
      if (wrecked.equals(before)) {
        throw new IllegalStateException("Nothing was wrecked, so nothing would be proven.");
      }
      say(wrecked.summary());

      say("\nRestoring, after a safety backup of the wreck:");
      RestoreReport restored =
          backups.restore(RestoreRequest.ofBackup(report.id()).withListener(bar));
      bar.done();
      say(
          "%,d rows of %d tables and %d files are restored."
              .formatted(restored.rows(), restored.tables(), restored.files()));
      list(backups);

      Proof after = Proof.of(shop, uploads);
      say("\nThe proof:");
      before.comparison(wrecked, after).forEach(Quickstart::say);
      return end(home, report, after.equals(before));
    }
  }

  private static void list(BackupManager backups) {
    say("\nWhat the storage holds, newest first:");
    for (BackupSummary backup : backups.list()) {
      say(
          "  %s  %.1f MB, %,d rows, %,d files, %s, %s: %s"
              .formatted(
                  backup.id(),
                  backup.size() / 1e6,
                  backup.rows(),
                  backup.files(),
                  backup.envelope().map("encrypted with "::concat).orElse("not encrypted"),
                  backup.outcome().map(Enum::name).orElse(backup.state().name()),
                  backup.description().orElse("")));
    }
  }

  private static boolean end(Path home, BackupReport report, boolean proven) {
    Path archive = home.resolve("backups").resolve(report.id() + ".tar.age");
    say("\nThe archive opens without Lifeboat, by the packages age, tar and zstd of any Debian.");
    say("Paste this into a shell in an empty folder, and give age the password below:");
    say("");
    say("  age -d -o backup.tar " + quoted(archive) + " &&");
    say("  mkdir -p backup && tar -xf backup.tar -C backup &&");
    say("  cat backup/database/schema/tables/*.zst | zstd -d > tables.sql &&");
    say("  cat backup/database/data/*/*.zst | zstd -d > rows");
    say("");
    say("archive=" + archive);
    say("password=" + PASSWORD);
    say("proof=" + (proven ? "ok" : "failed"));
    return proven;
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9/._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
