package io.lifeboat.backup.mariadb.endtoend;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupManagerBuilder;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.mariadb.MariaDbOptions;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A host application of the tests: a database on a real server, uploaded files, a folder of
 * backups.
 */
final class Host {

  static final String PASSWORD = "correct horse battery staple";

  private static final String PUBLIC_KEY =
      "age1c9ult2j2pspa9v4pvk5s67yvcgy4s25ukmc2dsr5y9urmfglp3csfsjc4e";
  private static final String PRIVATE_KEY =
      "AGE-SECRET-KEY-1LU3DUZAS8NM8MAMPPUTWZS4PRT9R4APGGJ4W8JNJAF8DHRTALPXSXCKQVT";

  /** What the archives of a host are encrypted with. */
  enum Key {
    RECIPIENT,
    PASSWORD
  }

  private final Path folder;
  private final DatabaseEndpoint database;
  private final Path clients;
  private final Key key;

  Host(Path folder, DatabaseEndpoint database, Path clients, Key key) {
    this.folder = folder;
    this.database = database;
    this.clients = clients;
    this.key = key;
  }

  static Host on(TestServer server, String database, Path folder, Key key) throws IOException {
    Files.createDirectories(folder.resolve("uploads"));
    return new Host(folder, server.endpoint(database), server.clients(), key);
  }

  BackupManagerBuilder builder() {
    Encryption encryption =
        key == Key.PASSWORD
            ? Encryption.password(PASSWORD)
            : Encryption.recipients(PUBLIC_KEY).withIdentities(Secret.of(PRIVATE_KEY));
    return BackupManager.builder()
        .application(HostApplication.of("host", "1.0.0"))
        .database(database)
        .dialectOptions(MariaDbOptions.defaults().withClientDirectory(clients))
        .files(FileRoot.of("uploads", uploads()))
        .storage(folder.resolve("storage"))
        .stateDirectory(folder.resolve("state"))
        .workDirectory(work())
        .workers(4)
        .encryption(encryption);
  }

  /** The arguments with which {@link HostProcess} makes this host anew. */
  List<String> arguments() {
    return List.of(
        folder.toString(),
        String.valueOf(database.port()),
        database.database(),
        clients.toString(),
        key.name());
  }

  static Host of(List<String> arguments) {
    DatabaseEndpoint database =
        DatabaseEndpoint.builder("mariadb")
            .host("127.0.0.1")
            .port(Integer.parseInt(arguments.get(1)))
            .database(arguments.get(2))
            .user("root")
            .password(TestServer.PASSWORD)
            .build();
    return new Host(
        Path.of(arguments.get(0)),
        database,
        Path.of(arguments.get(3)),
        Key.valueOf(arguments.get(4)));
  }

  Path uploads() {
    return folder.resolve("uploads");
  }

  Path journal() {
    return folder.resolve("state").resolve("restore.journal");
  }

  /** Where private files of operations are. */
  Path work() {
    return folder.resolve("work");
  }

  /** What is being uploaded to the storage, or was when a process ended. */
  List<Path> begunArchives() throws IOException {
    Path begun = folder.resolve("storage").resolve(".uploads");
    if (!Files.isDirectory(begun)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(begun)) {
      return files.toList();
    }
  }

  /** The clients of this host that run, whichever process started them: their files are here. */
  List<ProcessHandle> runningClients() {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains("=" + work()))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", String.valueOf(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
