package io.lifeboat.backup.mariadb.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupSummary;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first screen of README.md, as it is written there: its Java runs on a real server. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final String PASSWORD = "shop's own password";

  /** Around the lines of README: what a host has. */
  private static final String HOST =
      """
      import io.lifeboat.backup.*;
      import io.lifeboat.backup.api.*;
      import java.nio.file.Path;

      class FirstScreen {
        public static void main(String[] arguments) {
          int port = Integer.parseInt(arguments[0]);
          String password = System.getenv("SHOP_PASSWORD");
          Path uploads = Path.of(arguments[1]);
          Path backupFolder = Path.of(arguments[2]);
      %s
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theJavaRuns() throws Exception {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
    String java = firstBlock("java");
    assertTrue(java.lines().count() <= 15, "it still fits on the first screen");
    compile(java);
    TestServer server = TestServer.shared("mariadb:11.8");
    server.sql(
        "",
        """
        CREATE OR REPLACE DATABASE shop;
        CREATE OR REPLACE USER shop IDENTIFIED BY "%s";
        GRANT ALL ON shop.* TO shop;
        USE shop;
        CREATE TABLE product (id INT PRIMARY KEY, title VARCHAR(80));
        INSERT INTO product SELECT seq, CONCAT('Product ', seq) FROM seq_1_to_1000;
        """
            .formatted(PASSWORD));
    Path uploads = Files.createDirectories(folder.resolve("uploads"));
    Files.writeString(uploads.resolve("letter"), "Dear users");
    State before = State.of(server, "shop", uploads);

    run(server, uploads);

    assertEquals(before, State.of(server, "shop", uploads));
    assertBackups();
  }

  private void compile(String java) throws IOException {
    Path source = folder.resolve("FirstScreen.java");
    Files.writeString(source, HOST.formatted(java));
    Path log = folder.resolve("javac.log");
    int status;
    try (var said = Files.newOutputStream(log)) {
      status =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  said,
                  said,
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-d",
                  folder.toString(),
                  source.toString());
    }
    assertEquals(0, status, Files.readString(log));
  }

  /** In a process of its own, which finds the clients on its PATH and keeps state in its home. */
  private void run(TestServer server, Path uploads) throws IOException, InterruptedException {
    Path log = folder.resolve("java.log");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder.resolve("home"),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "FirstScreen",
                String.valueOf(server.endpoint("shop").port()),
                uploads.toString(),
                folder.resolve("backups").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    java.environment().put("SHOP_PASSWORD", PASSWORD);
    java.environment()
        .merge(
            "PATH", server.clients().toString(), (path, ours) -> ours + File.pathSeparator + path);
    assertEquals(0, java.start().waitFor(), () -> read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void assertBackups() {
    try (BackupManager backups =
        BackupManager.builder()
            .application(HostApplication.of("shop", "2.4.1"))
            .files(FileRoot.of("uploads", folder.resolve("uploads")))
            .storage(folder.resolve("backups"))
            .encryption(Encryption.password("correct horse battery staple"))
            .build()) {
      List<BackupSummary> list = backups.list();
      assertEquals(2, list.size(), "the backup and the safety backup");
      for (BackupSummary backup : list) {
        assertTrue(backup.isComplete() && backup.hasDatabase() && backup.hasFiles());
        assertEquals("age", backup.envelope().orElse("plain"));
        assertEquals(1000, backups.verify(backup.id()).rows());
      }
      assertEquals("before the upgrade", list.get(1).description().orElse(""));
    }
  }

  @Test
  void theDependenciesAreModulesOfThisVersion() throws Exception {
    String dependencies = firstBlock("xml");
    String version = first("<version>(.*?)</version>", Files.readString(ROOT.resolve("pom.xml")));
    Matcher artifacts = Pattern.compile("<artifactId>(.*?)</artifactId>").matcher(dependencies);
    int count = 0;
    for (; artifacts.find(); count++) {
      assertTrue(Files.exists(ROOT.resolve(artifacts.group(1)).resolve("pom.xml")));
    }
    assertEquals(2, count, "core and a dialect");
    assertEquals(
        count, dependencies.split(Pattern.quote("<version>" + version + "<"), -1).length - 1);
  }

  @Test
  void theCommandsAreThere() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    for (String command : List.of("dev/quickstart", "dev/test")) {
      assertTrue(readme.contains("\n    " + command + "\n"), command);
      assertTrue(Files.isExecutable(ROOT.resolve(command)), command);
    }
  }

  private static String firstBlock(String language) throws IOException {
    return first(
        "(?s)\n```" + language + "\n(.*?)\n```\n", Files.readString(ROOT.resolve("README.md")));
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }
}
