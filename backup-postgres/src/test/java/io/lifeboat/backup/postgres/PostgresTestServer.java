package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import io.lifeboat.backup.api.DatabaseEndpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A real server in a container, started once for all tests of a JVM that ask for its version. */
final class PostgresTestServer {

  /** Every printable character that a password can have. */
  static final String PASSWORD =
      "p#a ss'w\"o\\r`d!$%&()*+,-./:;<=>?@[]^_{|}~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  static final String SUPERUSER = "postgres";

  private static final Map<Integer, PostgresTestServer> SHARED = new ConcurrentHashMap<>();
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PORT = 5432;

  private final GenericContainer<?> container;
  private final int major;
  private int port;

  private PostgresTestServer(GenericContainer<?> container, int major) {
    this.container = container;
    this.major = major;
    this.port = container.getMappedPort(PORT);
  }

  /** The versions that tests run on: the newest, in a campaign the others too. */
  static List<Integer> majors() {
    return Boolean.getBoolean("campaign") ? List.of(15, 17, 18) : List.of(18);
  }

  /** The shared server of a version, ready for a login. A missing server is a failed test. */
  static PostgresTestServer shared(int major) {
    requireServers();
    return SHARED.computeIfAbsent(major, PostgresTestServer::start);
  }

  private static void requireServers() {
    assumeFalse(
        "none".equals(System.getProperty("servers")), "servers were switched off: -Dservers=none");
  }

  /** A server of one's own, to be changed or killed; settings are {@code name=value}. */
  static PostgresTestServer start(int major, String... settings) {
    return start(major, Optional.empty(), settings);
  }

  /**
   * A server of one's own whose Unix socket is {@code .s.PGSQL.5432} in a folder of this machine.
   */
  static PostgresTestServer withSocketIn(Path folder, int major) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    return start(major, Optional.of(folder));
  }

  @SuppressWarnings("resource") // ended with the run, by its label
  private static PostgresTestServer start(int major, Optional<Path> sockets, String... settings) {
    requireServers();
    List<String> command = new ArrayList<>(List.of("postgres"));
    for (String setting : FAST) {
      command.addAll(List.of("-c", setting));
    }
    for (String setting : settings) {
      command.addAll(List.of("-c", setting));
    }
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse("postgres:" + major))
            .withExposedPorts(PORT)
            .withEnv("POSTGRES_PASSWORD", PASSWORD)
            .withLabel("io.lifeboat.test", "true")
            .withLabel("io.lifeboat.run", System.getProperty("lifeboat.run", "by-hand"))
            .withCommand(command.toArray(String[]::new));
    // Not withFileSystemBind, which looks at the file system from another image.
    sockets.ifPresent(
        folder ->
            container.withCreateContainerCmdModifier(
                creation ->
                    Objects.requireNonNull(creation.getHostConfig())
                        .withBinds(Bind.parse(folder + ":/var/run/postgresql"))));
    container.start();
    PostgresTestServer server = new PostgresTestServer(container, major);
    server.awaitLogin();
    return server;
  }

  /** A streaming standby of a server of one's own; settings are {@code name=value}. */
  @SuppressWarnings("resource") // ended with the run, by its label
  static PostgresTestServer standbyOf(PostgresTestServer primary, String... settings)
      throws IOException, SQLException {
    primary.exec("sh", "-c", "echo 'host replication all all trust' >> \"$PGDATA/pg_hba.conf\"");
    primary.sql("postgres", "SELECT pg_reload_conf()");
    StringBuilder start = new StringBuilder("mkdir -p \"$PGDATA\" /var/run/postgresql");
    start.append(" && chown postgres: \"$PGDATA\" /var/run/postgresql && chmod 0700 \"$PGDATA\"");
    String asPostgres = " && %s setpriv --reuid=postgres --regid=postgres --init-groups ";
    start.append(asPostgres.formatted(""));
    start.append("pg_basebackup --host=%s --username=%s".formatted(primary.address(), SUPERUSER));
    start.append(" --pgdata=\"$PGDATA\" --write-recovery-conf --checkpoint=fast --no-sync");
    start.append(asPostgres.formatted("exec")).append("postgres");
    Stream.concat(FAST.stream(), Stream.of(settings))
        .forEach(setting -> start.append(" -c ").append(setting));
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse("postgres:" + primary.major))
            .withExposedPorts(PORT)
            .withLabel("io.lifeboat.test", "true")
            .withLabel("io.lifeboat.run", System.getProperty("lifeboat.run", "by-hand"))
            .withCommand("sh", "-c", start.toString());
    container.start();
    PostgresTestServer standby = new PostgresTestServer(container, primary.major);
    standby.awaitLogin();
    return standby;
  }

  /** For speed alone; never how a server should run. */
  private static final List<String> FAST =
      List.of(
          "fsync=off",
          "synchronous_commit=off",
          "full_page_writes=off",
          "jit=off",
          "wal_level=logical",
          "max_wal_size=4GB",
          "max_prepared_transactions=10");

  private void awaitLogin() {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        sql("postgres", "SELECT 1");
        return;
      } catch (SQLException e) {
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("The server is not ready: " + log(), e);
        }
        Eventually.pause();
      }
    }
  }

  int major() {
    return major;
  }

  /** Its full version as it says it. */
  String version() throws SQLException {
    return value("postgres", "SHOW server_version");
  }

  int port() {
    return port;
  }

  /** The address of the container itself, reachable on the engine's machine only. */
  String address() {
    return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(network -> Objects.requireNonNull(network.getIpAddress()))
        .findFirst()
        .orElseThrow();
  }

  String log() {
    return container.getLogs();
  }

  /** Ends the server as a power failure would. */
  void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  /** Starts a killed server again, with the files it left. Its port is another. */
  void restart() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    var bindings =
        container.getCurrentContainerInfo().getNetworkSettings().getPorts().getBindings();
    var published = Objects.requireNonNull(bindings.get(ExposedPort.tcp(PORT)));
    port = Integer.parseInt(published[0].getHostPortSpec());
    awaitLogin();
  }

  /** Ends a server of one's own and removes it. */
  void remove() {
    container.stop();
  }

  /** Runs a program beside the server, as root. */
  String exec(String... command) throws IOException {
    try {
      ExecResult result = container.execInContainer(command);
      if (result.getExitCode() != 0) {
        throw new IOException(List.of(command) + ": " + result.getStderr() + result.getStdout());
      }
      return result.getStdout();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Runs openssl beside the server, where it comes with the packages. */
  void openssl(String arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    exec(command.toArray(String[]::new));
  }

  void copyOut(String file, Path to) {
    container.copyFileFromContainer(file, to.toString());
  }

  /** The folder of the vendor's clients of this server's version. */
  Path clients() {
    return clientsOf(major);
  }

  static Path clientsOf(int major) {
    String home =
        System.getProperty(
            "lifeboat.clients", System.getProperty("user.home") + "/.cache/lifeboat-dev/clients");
    return Path.of(home, "postgres-" + major, "bin");
  }

  /** The options that find this server's clients. */
  PostgresOptions options() {
    return optionsBuilder().build();
  }

  PostgresOptions.Builder optionsBuilder() {
    return PostgresOptions.builder().clientDirectory(clients());
  }

  /** Makes an empty database with an odd name of its own. */
  String createDatabase(String hint) throws SQLException {
    return createDatabase(hint, "TEMPLATE template0");
  }

  String createDatabase(String hint, String with) throws SQLException {
    String name = hint + " \"it's\" ü-=&%41 " + NAMES.incrementAndGet();
    sql("postgres", "CREATE DATABASE " + identifier(name) + " " + with);
    return name;
  }

  /** Makes a role that can log in with {@link #PASSWORD}, and returns its name. */
  String createRole(String hint, String attributes) throws SQLException {
    String name = hint + "_" + NAMES.incrementAndGet();
    sql(
        "postgres",
        "CREATE ROLE %s LOGIN PASSWORD %s %s"
            .formatted(identifier(name), literal(PASSWORD), attributes));
    return name;
  }

  void dropDatabase(String database) throws SQLException {
    sql("postgres", "DROP DATABASE IF EXISTS " + identifier(database) + " WITH (FORCE)");
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  DatabaseEndpoint endpoint(String database) {
    return endpoint(database, SUPERUSER);
  }

  DatabaseEndpoint endpoint(String database, String role) {
    return DatabaseEndpoint.builder("postgresql")
        .host("127.0.0.1")
        .port(port())
        .database(database)
        .user(role)
        .password(PASSWORD)
        .build();
  }

  Connection connect(String database) throws SQLException {
    return connect(database, SUPERUSER);
  }

  Connection connect(String database, String role) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", PASSWORD);
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("connectTimeout", "10");
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s"
            .formatted(port(), URLEncoder.encode(database, StandardCharsets.UTF_8));
    Connection connection = new org.postgresql.Driver().connect(url, properties);
    return Objects.requireNonNull(connection);
  }

  /** Runs statements as the superuser; several of them are one transaction. */
  void sql(String database, String statements) throws SQLException {
    sql(database, SUPERUSER, statements);
  }

  void sql(String database, String role, String statements) throws SQLException {
    try (Connection connection = connect(database, role);
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  /** Reads rows, their columns divided by {@code |}. */
  List<String> rows(String database, String query) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }

  String value(String database, String query) throws SQLException {
    return String.join("\n", rows(database, query));
  }

  /** Runs a file of the test's resources with psql, which stops at the first error. */
  void script(String database, String resource, String... variables) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-X", "-q", "-v", "ON_ERROR_STOP=1"));
    for (String variable : variables) {
      arguments.addAll(List.of("-v", variable));
    }
    arguments.addAll(List.of("-f", path(resource).toString()));
    client("psql", database, arguments.toArray(String[]::new));
  }

  private static Path path(String resource) {
    URL url = Objects.requireNonNull(PostgresTestServer.class.getResource(resource), resource);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(resource, e);
    }
  }

  /** Runs one of the vendor's clients and returns what it wrote. */
  String client(String program, String database, String... arguments) throws IOException {
    Path out = Files.createTempFile("lifeboat-test", ".out");
    Path err = Files.createTempFile("lifeboat-test", ".err");
    try {
      List<String> command = new ArrayList<>(List.of(clients().resolve(program).toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .putAll(
              Map.of(
                  "PGHOST", "127.0.0.1",
                  "PGPORT", String.valueOf(port()),
                  "PGUSER", SUPERUSER,
                  "PGPASSWORD", PASSWORD,
                  "PGDATABASE", database));
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(program + " ended with " + status + ": " + Files.readString(err));
      }
      return Files.readString(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
