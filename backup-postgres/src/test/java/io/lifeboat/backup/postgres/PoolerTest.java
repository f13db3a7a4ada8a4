package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** PgBouncer before the server, with a pool that nobody else uses. */
@Tag("one-jdk")
class PoolerTest extends OnServer {

  private static final int PORT = 6432;
  private static final String PASSWORD = "simple";

  private String source = "";
  private String role = "";

  @BeforeEach
  void source() throws Exception {
    source = "pooled_" + server.createRole("x", "");
    role = server.createRole("bouncer", "SUPERUSER");
    server.sql("postgres", "ALTER ROLE " + role + " PASSWORD '" + PASSWORD + "'");
    server.sql("postgres", "CREATE DATABASE " + source);
    server.sql(source, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  }

  @AfterEach
  void drop() throws Exception {
    server.dropDatabase(source);
  }

  private GenericContainer<?> pooler(String mode) {
    String settings =
        """
        [databases]
        * = host=%s port=5432
        [pgbouncer]
        listen_addr = *
        auth_type = trust
        auth_file = /tmp/users
        pool_mode = %s
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(server.address(), mode);
    GenericContainer<?> pooler =
        new GenericContainer<>(DockerImageName.parse("pgbouncer:1"))
            .withExposedPorts(PORT)
            .withLabel("io.lifeboat.test", "true")
            .withLabel("io.lifeboat.run", System.getProperty("lifeboat.run", "by-hand"))
            .withCopyToContainer(Transferable.of(settings), "/tmp/pgbouncer.ini")
            .withCopyToContainer(
                Transferable.of("\"%s\" \"%s\"%n".formatted(role, PASSWORD)), "/tmp/users")
            .withCommand("pgbouncer", "/tmp/pgbouncer.ini");
    pooler.start();
    return pooler;
  }

  private DatabaseEndpoint through(GenericContainer<?> pooler) {
    return server.endpoint(source, role).toBuilder()
        .port(pooler.getMappedPort(PORT))
        .password(PASSWORD)
        .build();
  }

  @Test
  void aPoolerInTransactionModeIsRefusedAndItsSessionsStayAsTheyWere() throws Exception {
    GenericContainer<?> pooler = pooler("transaction");
    try {
      DatabaseEndpoint pooled = through(pooler);
      List<Finding> findings = check(pooled, server.options());
      assertTrue(errors(findings).contains("transaction mode"), findings.toString());
      assertTrue(errors(findings).contains("Name the server itself"), findings.toString());
      DialectException refused =
          assertThrows(DialectException.class, () -> Dump.of(pooled, server.options(), context()));
      assertTrue(message(refused).contains("transaction mode"), message(refused));
      restoreIsRefused(pooled);
      assertEquals("\"$user\", public", searchPath(pooled), "what the application finds");
    } finally {
      pooler.stop();
    }
  }

  private void restoreIsRefused(DatabaseEndpoint pooled) throws Exception {
    Contents before = Contents.of(server, source);
    Dump dump = dump(source);
    String said =
        errors(
            restorer.check(
                pooled, dump.description(), Dump.restoring(server.options()), context()));
    assertTrue(said.contains("A pooler stands before the server"), said);
    assertThrows(DialectException.class, () -> dump.load(pooled, server.options(), context()));
    assertEquals(before, Contents.of(server, source));
  }

  private static String searchPath(DatabaseEndpoint pooled) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", pooled.user());
    String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(pooled.port(), pooled.database());
    try (Connection connection =
            Objects.requireNonNull(new org.postgresql.Driver().connect(url, properties));
        var result = connection.createStatement().executeQuery("SHOW search_path")) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  void aDumpThroughAPoolerInSessionModeWorksAndARestoreIsRefused() throws Exception {
    GenericContainer<?> pooler = pooler("session");
    try {
      DatabaseEndpoint pooled = through(pooler);
      List<Finding> findings = check(pooled, server.options());
      assertEquals("", errors(findings));
      assertTrue(findings.toString().contains("session mode"), findings.toString());
      Dump dump = Dump.of(pooled, server.options(), context());
      assertEquals(Contents.of(server, source).rows(), Contents.of(server, restored(dump)).rows());
      restoreIsRefused(pooled);
    } finally {
      pooler.stop();
    }
  }

  @Test
  void aServerWithoutAPoolerIsNotTakenForOne() {
    assertFalse(check(server.endpoint(source), server.options()).toString().contains("pooler"));
  }
}
