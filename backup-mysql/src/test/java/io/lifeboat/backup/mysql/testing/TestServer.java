package io.lifeboat.backup.mysql.testing;

import com.github.dockerjava.api.model.ExposedPort;
import io.lifeboat.backup.api.DatabaseEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A real server in a container, started once for all tests of a JVM that ask for its image. */
public final class TestServer {

  /** A password with every printable character that a password can have. */
  public static final String PASSWORD = "p#a ss'w\"o\\r`d!$%&()*+,-./:;<=>?@[]^_{|}~";

  private static final Map<String, TestServer> STARTED = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final GenericContainer<?> container;
  private final String dialect;
  private final Path clients;
  private volatile int port;

  private TestServer(GenericContainer<?> container, String dialect, Path clients) {
    this.container = container;
    this.dialect = dialect;
    this.clients = clients;
    this.port = container.getMappedPort(3306);
  }

  /**
   * Return the shared server of an image.
   *
   * @param image such as {@code mariadb:11.8}
   * @return the server, ready for a login
   */
  public static TestServer shared(String image) {
    return STARTED.computeIfAbsent(image, TestServer::start);
  }

  /**
   * Start a server of one's own, to be killed.
   *
   * @param image such as {@code mariadb:11.8}
   * @return the server, ready for a login
   */
  public static TestServer start(String image) {
    return start(image, container -> {}, List.of());
  }

  /**
   * Start a server of one's own, in one's own way.
   *
   * @param image such as {@code mariadb:11.8}
   * @param prepare changes the container before it starts
   * @param settings more arguments of the server
   * @return the server, ready for a login
   */
  @SuppressWarnings("resource") // ended with the run, by its label
  public static TestServer start(
      String image, Consumer<GenericContainer<?>> prepare, List<String> settings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "--max-allowed-packet=1G",
                "--lower-case-table-names=0",
                "--local-infile=1",
                // What a killed server wrote is in the system's memory, and no machine fails here.
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-flush-method=nosync"));
    command.addAll(settings);
    String dialect = image.substring(0, image.indexOf(':'));
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withExposedPorts(3306)
            .withEnv("MARIADB_ROOT_PASSWORD", PASSWORD)
            .withEnv("MYSQL_ROOT_PASSWORD", PASSWORD)
            .withLabel("io.lifeboat.test", "true")
            .withLabel("io.lifeboat.run", System.getProperty("lifeboat.run", "by-hand"))
            .withCommand(command.toArray(String[]::new));
    prepare.accept(container);
    container.start();
    TestServer server = new TestServer(container, dialect, clientsOf(image));
    server.awaitLogin();
    return server;
  }

  /**
   * Return where the clients of a server are.
   *
   * @param image of the server
   * @return the folder
   */
  public static Path clientsOf(String image) {
    String home =
        System.getProperty(
            "lifeboat.clients", System.getProperty("user.home") + "/.cache/lifeboat-dev/clients");
    return Path.of(home, image.replace(':', '-'), "bin");
  }

  private void awaitLogin() {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        sql("", "SELECT 1");
        return;
      } catch (IOException e) {
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("The server is not ready: " + container.getLogs(), e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Return the container.
   *
   * @return running
   */
  public GenericContainer<?> container() {
    return container;
  }

  /** End the server when no test needs it any more. */
  public void stop() {
    container.stop();
  }

  /** End the server as a power failure would. */
  public void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  /** Start a killed server again, with the files it left. Its port is another. */
  public void restart() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    port =
        Integer.parseInt(
            container
                .getCurrentContainerInfo()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(3306))[0]
                .getHostPortSpec());
    awaitLogin();
  }

  /**
   * Return the folder of the vendor's clients.
   *
   * @return holds the programs of this server's version
   */
  public Path clients() {
    return clients;
  }

  /**
   * Return a database of the server.
   *
   * @param database its name
   * @return the endpoint, as root
   */
  public DatabaseEndpoint endpoint(String database) {
    return DatabaseEndpoint.builder(dialect)
        .host("127.0.0.1")
        .port(port)
        .database(database)
        .user("root")
        .password(PASSWORD)
        .build();
  }

  /**
   * Run statements with the vendor's client.
   *
   * @param database to use; empty for none
   * @param statements SQL, with DELIMITER lines where needed
   * @return what the client wrote
   * @throws IOException if it failed
   */
  public String sql(String database, String statements) throws IOException {
    return sql(database, statements, new String[0]);
  }

  /**
   * Run statements with the vendor's client.
   *
   * @param database to use; empty for none
   * @param statements SQL, with DELIMITER lines where needed
   * @param more arguments of the client
   * @return what the client wrote, each byte a character
   * @throws IOException if it failed
   */
  public String sql(String database, String statements, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--batch", "--binary-mode"));
    arguments.addAll(List.of(more));
    if (!database.isEmpty()) {
      arguments.add("--database=" + database);
    }
    return run(dialect.equals("mysql") ? "mysql" : "mariadb", arguments, statements);
  }

  /**
   * Run statements as another user.
   *
   * @param user who may log in from anywhere
   * @param password of the user
   * @param statements SQL
   * @return what the client wrote
   * @throws IOException if it failed
   */
  public String sqlAs(String user, String password, String statements) throws IOException {
    return run(
        dialect.equals("mysql") ? "mysql" : "mariadb",
        List.of("--batch", "--user=" + user, "--password=" + password),
        statements);
  }

  /**
   * Describe a database by the vendor's own dump, one row a line.
   *
   * @param database its name
   * @return schema, rows, routines, triggers and events
   * @throws IOException if it failed
   */
  public String fingerprint(String database) throws IOException {
    return dump(database, "--skip-extended-insert", "--order-by-primary", "--hex-blob");
  }

  /**
   * Describe the structure of a database by the vendor's own dump.
   *
   * @param database its name
   * @return tables, views, routines, triggers and events
   * @throws IOException if it failed
   */
  public String structure(String database) throws IOException {
    return dump(database, "--no-data", "--skip-lock-tables");
  }

  private String dump(String database, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--skip-comments", "--routines", "--events", "--triggers", "--no-tablespaces"));
    arguments.addAll(List.of(more));
    if (dialect.equals("mysql")) {
      arguments.add("--set-gtid-purged=OFF");
    }
    arguments.add("--");
    arguments.add(database);
    return run(dialect.equals("mysql") ? "mysqldump" : "mariadb-dump", arguments, "");
  }

  private String run(String program, List<String> arguments, String input) throws IOException {
    Path options = Files.createTempFile("lifeboat-test", ".cnf");
    Path in = Files.createTempFile("lifeboat-test", ".sql");
    Path out = Files.createTempFile("lifeboat-test", ".out");
    Path err = Files.createTempFile("lifeboat-test", ".err");
    try {
      Files.writeString(options, optionFile());
      Files.writeString(in, input);
      List<String> command =
          new ArrayList<>(
              List.of(clients.resolve(program).toString(), "--defaults-file=" + options));
      command.add("--default-character-set=utf8mb4");
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(program + " ended with " + status + ": " + Files.readString(err));
      }
      return new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      for (Path file : List.of(options, in, out, err)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Return what the vendor's programs need to log in.
   *
   * @return an option file, with the password
   */
  public String optionFile() {
    String quoted = PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"");
    return "[client]\nuser=root\npassword=\"%s\"\nprotocol=tcp\nhost=127.0.0.1\nport=%d\n%s"
        .formatted(
            quoted,
            port,
            dialect.equals("mysql") ? "get-server-public-key\n" : "skip-ssl-verify-server-cert\n");
  }
}
