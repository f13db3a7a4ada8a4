package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every way to reach a server: names, passwords, addresses, TLS. */
class ConnectionsTest extends OnServer {

  private void roundTrip(DatabaseEndpoint source, DatabaseEndpoint target) throws Exception {
    assertEquals("", errors(check(source, server.options())));
    Dump dump = Dump.of(source, server.options(), context());
    dump.restore(target, server.options(), context());
  }

  @Test
  void everyPrintableCharacterInNamesAndPasswordsWorks() throws Exception {
    String password = PostgresTestServer.PASSWORD + "äöü€😀";
    String role = "röle \"it's\" =:@/\\?%41#&";
    server.sql(
        "postgres",
        "CREATE ROLE %s SUPERUSER LOGIN PASSWORD %s"
            .formatted(PostgresTestServer.identifier(role), PostgresTestServer.literal(password)));
    for (String name :
        List.of(
            "plain",
            "dbname=postgres",
            "postgresql://127.0.0.1/postgres",
            "-d",
            "--help",
            "it's \"q\" \\ ü 😀",
            " spaces ",
            "a=b host=elsewhere",
            "{x}%20+&?;#/",
            "$HOME `id` $(id)",
            "new\nline\ttab",
            "UPPER.dots.x")) {
      String source = name;
      String target = "t " + name;
      server.sql("postgres", "CREATE DATABASE " + PostgresTestServer.identifier(source));
      server.sql("postgres", "CREATE DATABASE " + PostgresTestServer.identifier(target));
      server.sql(
          source, "CREATE TABLE t (id serial); INSERT INTO t DEFAULT VALUES; SELECT lo_create(9)");
      roundTrip(
          server.endpoint(source, role).toBuilder().password(password).build(),
          server.endpoint(target, role).toBuilder().password(password).build());
      assertEquals(Contents.of(server, source), Contents.of(server, target), name);
      server.dropDatabase(source);
      server.dropDatabase(target);
    }
  }

  @Test
  void spacesAndQuotesInThePathOfTheClientsWork() throws Exception {
    String source = server.createDatabase("source");
    server.sql(source, "CREATE TABLE t (id int)");
    Path odd = work.resolve("it's \"my\" clients $x");
    Files.createSymbolicLink(odd, server.clients());
    PostgresOptions options = PostgresOptions.builder().clientDirectory(odd).build();
    Dump dump = Dump.of(server.endpoint(source), options, context());
    String target = server.createDatabase("target");
    dump.restore(server.endpoint(target), options, context());
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }

  @Test
  void anAddressOfIpv6Works() throws Exception {
    String source = server.createDatabase("source");
    String target = server.createDatabase("target");
    server.sql(source, "CREATE TABLE t (id int)");
    try (Forwarder forwarder = Forwarder.toPort(server.port(), "::1")) {
      DatabaseEndpoint v6 =
          server.endpoint(source).toBuilder().host("::1").port(forwarder.port()).build();
      roundTrip(v6, v6.toBuilder().database(target).build());
    }
    assertEquals(Contents.of(server, source), Contents.of(server, target));
  }

  @Test
  void aUnixSocketWorks() throws Exception {
    Path folder = Files.createTempDirectory("lifeboat-socket");
    PostgresTestServer own = PostgresTestServer.withSocketIn(folder, major);
    try {
      own.sql("postgres", "CREATE DATABASE target");
      own.sql("postgres", "CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
      Path socket = folder.resolve(".s.PGSQL.5432");
      DatabaseEndpoint local =
          own.endpoint("postgres").toBuilder()
              .host("nowhere.invalid")
              .port(1)
              .socket(socket)
              .parameter("socketFactory", UnixSockets.class.getName())
              .parameter("socketFactoryArg", socket.toString())
              .build();
      roundTrip(local, local.toBuilder().database("target").build());
      assertEquals(Contents.of(own, "postgres"), Contents.of(own, "target"));
      String said =
          errors(check(own.endpoint("postgres").toBuilder().socket(socket).build(), own.options()));
      assertTrue(said.contains("socketFactory"), said);
    } finally {
      own.remove();
    }
  }

  /** Makes an authority, a certificate for localhost, and another authority, beside the server. */
  private static void secure(PostgresTestServer secure, Path certificates)
      throws IOException, SQLException {
    for (String name : List.of("authority", "other")) {
      secure.openssl(
          "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=%s -keyout /tmp/%s.key -out /tmp/%s.pem"
              .replace("%s", name));
      secure.copyOut("/tmp/" + name + ".pem", certificates.resolve(name + ".pem"));
    }
    secure.openssl(
        "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout /tmp/server.key -out /tmp/server.csr");
    secure.exec("sh", "-c", "echo 'subjectAltName=DNS:localhost' > /tmp/san");
    secure.openssl(
        "x509 -req -in /tmp/server.csr -CA /tmp/authority.pem -CAkey /tmp/authority.key -CAcreateserial -days 30 -extfile /tmp/san -out /tmp/server.pem");
    secure.exec("chown", "postgres:postgres", "/tmp/server.key", "/tmp/server.pem");
    secure.exec("chmod", "600", "/tmp/server.key");
    for (String setting :
        List.of(
            "ssl_cert_file = '/tmp/server.pem'", "ssl_key_file = '/tmp/server.key'", "ssl = on")) {
      secure.sql("postgres", "ALTER SYSTEM SET " + setting);
    }
    secure.sql("postgres", "SELECT pg_reload_conf()");
    secure.sql("postgres", "CREATE TABLE t (id int)");
    secure.sql(
        "postgres",
        "CREATE ROLE strict SUPERUSER LOGIN PASSWORD "
            + PostgresTestServer.literal(PostgresTestServer.PASSWORD));
    String hba = secure.value("postgres", "SHOW hba_file");
    secure.exec(
        "sh",
        "-c",
        "{ echo 'hostnossl all strict all reject'; cat '"
            + hba
            + "'; } > /tmp/hba && cat /tmp/hba > '"
            + hba
            + "'");
    secure.sql("postgres", "SELECT pg_reload_conf()");
  }

  /** What a dump says when it can't get in; nothing when it can. */
  private String tried(PostgresTestServer secure, DatabaseEndpoint endpoint) {
    try {
      Dump.of(endpoint, secure.options(), context());
      return "";
    } catch (Exception e) {
      return String.valueOf(e.getMessage()) + e.getCause();
    }
  }

  @Test
  void eachTlsModeDoesWhatItSays() throws Exception {
    PostgresTestServer secure = PostgresTestServer.start(major);
    try {
      secure(secure, work);
      modes(secure);
    } finally {
      secure.remove();
    }
  }

  private void modes(PostgresTestServer secure) {
    DatabaseEndpoint endpoint = secure.endpoint("postgres", "strict");
    Path authority = work.resolve("authority.pem");
    Path other = work.resolve("other.pem");
    assertEquals("", tried(secure, endpoint.toBuilder().tls(TlsMode.PREFERRED).build()));
    assertEquals("", tried(secure, endpoint.toBuilder().tls(TlsMode.REQUIRED).build()));
    assertFalse(tried(secure, endpoint.toBuilder().tls(TlsMode.DISABLED).build()).isEmpty());
    DatabaseEndpoint byCa = endpoint.toBuilder().tls(TlsMode.VERIFY_CA).build();
    assertEquals("", tried(secure, byCa.toBuilder().tlsAuthority(authority).build()));
    assertFalse(tried(secure, byCa.toBuilder().tlsAuthority(other).build()).isEmpty());
    assertFalse(tried(secure, byCa).isEmpty(), "the system does not know this authority");
    DatabaseEndpoint byName =
        endpoint.toBuilder().tls(TlsMode.VERIFY_IDENTITY).tlsAuthority(authority).build();
    assertEquals("", tried(secure, byName.toBuilder().host("localhost").build()));
    assertFalse(tried(secure, byName).isEmpty(), "the certificate names localhost, not 127.0.0.1");
    assertFalse(
        tried(secure, byName.toBuilder().host("localhost").tlsAuthority(other).build()).isEmpty());
  }

  @Test
  void aServerWithoutTlsIsUsedWhenPreferredAndRefusedWhenRequired() throws Exception {
    String source = server.createDatabase("source");
    DatabaseEndpoint endpoint = server.endpoint(source);
    assertEquals(
        "", errors(check(endpoint.toBuilder().tls(TlsMode.PREFERRED).build(), server.options())));
    assertEquals(
        "", errors(check(endpoint.toBuilder().tls(TlsMode.DISABLED).build(), server.options())));
    assertTrue(
        errors(check(endpoint.toBuilder().tls(TlsMode.REQUIRED).build(), server.options())).length()
            > 10);
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    String said = errors(check(server.endpoint("not there"), server.options()));
    assertTrue(said.contains("not there"), said);
  }
}
