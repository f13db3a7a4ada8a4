package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.TlsMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.images.builder.Transferable;

/** Every way into a server: TLS modes with a certificate of one's own, a Unix socket, IPv6. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LoginContract extends ServerCase {

  private static final String CONTENT =
      "CREATE TABLE kept (id INT PRIMARY KEY, v VARCHAR(20)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";

  private final SelfMade good = SelfMade.make("127.0.0.1");
  private final SelfMade foreign = SelfMade.make("127.0.0.1");
  private Path sockets = Path.of(".");
  private TestServer guarded;

  /**
   * Make the cases of a vendor.
   *
   * @param vendor what is tested
   */
  protected LoginContract(Vendor vendor) {
    super(vendor);
    this.guarded = vendor.server();
  }

  /** Starts one server for all cases: it demands TLS over TCP, and has a socket outside. */
  @BeforeEach
  final void startGuarded() throws IOException {
    if (guarded != vendor.server()) {
      return;
    }
    sockets = Files.createTempDirectory("lifeboat-sock");
    Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
    guarded =
        TestServer.start(
            vendor.image(),
            container ->
                container
                    .withCopyToContainer(Transferable.of(good.certificate(), 0644), "/tls/cert.pem")
                    .withCopyToContainer(Transferable.of(good.key(), 0644), "/tls/key.pem")
                    .withCreateContainerCmdModifier(
                        command ->
                            Objects.requireNonNull(command.getHostConfig())
                                .withBinds(new Bind(sockets.toString(), new Volume("/sockets")))),
            List.of(
                "--ssl-ca=/tls/cert.pem",
                "--ssl-cert=/tls/cert.pem",
                "--ssl-key=/tls/key.pem",
                "--require-secure-transport=ON",
                "--socket=/sockets/server.sock"));
  }

  /** Ends the server. */
  @AfterAll
  final void stopGuarded() {
    if (guarded != vendor.server()) {
      guarded.stop();
    }
  }

  private DatabaseEndpoint.Builder at(String database, TlsMode mode) {
    return guarded.endpoint(database).toBuilder().tls(mode);
  }

  private interface Way {
    DatabaseEndpoint into(String database) throws IOException;
  }

  private void works(Way way) throws Exception {
    String source = databaseWith(guarded, CONTENT);
    String target = emptyDatabase(guarded);
    assertEquals(
        List.of(),
        errors(vendor.provider().dumper().check(way.into(source), dumpOptions(), context())));
    load(dump(way.into(source)), way.into(target));
    assertSameDatabase(guarded, source, guarded, target);
    drop(guarded, source, target);
  }

  private void refused(Way way) throws Exception {
    String source = databaseWith(guarded, CONTENT);
    assertTrue(
        vendor.provider().dumper().check(way.into(source), dumpOptions(), context()).stream()
            .anyMatch(io.lifeboat.backup.api.Finding::isError));
    assertThrows(DialectException.class, () -> dump(way.into(source)));
    drop(guarded, source);
  }

  private Path pem(SelfMade authority) throws IOException {
    return Files.writeString(
        Files.createDirectories(freshFolder("authority")).resolve("ca.pem"),
        authority.certificate());
  }

  @Test
  void preferredTakesTlsWhereItIsDemanded() throws Exception {
    works(database -> at(database, TlsMode.PREFERRED).build());
  }

  @Test
  void requiredTakesACertificateNobodyKnows() throws Exception {
    works(database -> at(database, TlsMode.REQUIRED).build());
  }

  @Test
  void disabledIsRefusedByAServerThatDemandsTls() throws Exception {
    refused(database -> at(database, TlsMode.DISABLED).build());
  }

  @Test
  void verifyCaTakesACertificateOfTheNamedAuthority() throws Exception {
    works(database -> at(database, TlsMode.VERIFY_CA).tlsAuthority(pem(good)).build());
  }

  @Test
  void verifyCaRefusesACertificateOfAnother() throws Exception {
    refused(database -> at(database, TlsMode.VERIFY_CA).tlsAuthority(pem(foreign)).build());
  }

  @Test
  void verifyIdentityTakesACertificateThatNamesTheHost() throws Exception {
    works(database -> at(database, TlsMode.VERIFY_IDENTITY).tlsAuthority(pem(good)).build());
  }

  @Test
  void verifyIdentityRefusesACertificateOfAnotherHost() throws Exception {
    refused(
        database ->
            at(database, TlsMode.VERIFY_IDENTITY)
                .host("localhost")
                .tlsAuthority(pem(good))
                .build());
  }

  @Test
  void requiredIsRefusedByAServerWithoutTls() throws Exception {
    TestServer plain =
        TestServer.start(
            vendor.image(),
            container -> {},
            vendor.isMySql() ? List.of("--tls-version=") : List.of("--skip-ssl"));
    try {
      String source = databaseWith(plain, CONTENT);
      String target = emptyDatabase(plain);
      load(dump(plain.endpoint(source)), plain.endpoint(target));
      assertSameDatabase(plain, source, plain, target);
      DatabaseEndpoint required = plain.endpoint(source).toBuilder().tls(TlsMode.REQUIRED).build();
      assertThrows(DialectException.class, () -> dump(required));
    } finally {
      plain.stop();
    }
  }

  @Test
  void aUnixSocketWorksOrIsRefusedWithWhatWould() throws Exception {
    Way socket =
        database ->
            DatabaseEndpoint.builder(guarded.endpoint(database).dialect())
                .socket(sockets.resolve("server.sock"))
                .database(database)
                .user("root")
                .password(TestServer.PASSWORD)
                .build();
    if (vendor.isMySql()) {
      String source = databaseWith(guarded, CONTENT);
      DialectException failure =
          assertThrows(DialectException.class, () -> dump(socket.into(source)));
      assertTrue(
          String.valueOf(failure.getMessage()).contains("mariadb-java-client"),
          failure.getMessage());
      drop(guarded, source);
    } else {
      works(socket);
    }
  }

  @Test
  void anAddressOfIpv6Works() throws Exception {
    try (Forwarder forwarder = new Forwarder(guarded.endpoint("x").port())) {
      works(database -> at(database, TlsMode.PREFERRED).host("::1").port(forwarder.port()).build());
    }
  }

  /** A port of {@code ::1} that leads to one of {@code 127.0.0.1}. */
  private static final class Forwarder implements AutoCloseable {

    private final ServerSocket listening;
    private final int to;

    Forwarder(int to) throws IOException {
      this.to = to;
      this.listening = new ServerSocket(0, 50, InetAddress.getAllByName("::1")[0]);
      start(this::acceptAll);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void acceptAll() {
      while (true) {
        try {
          Socket from = listening.accept();
          Socket into = new Socket(InetAddress.getLoopbackAddress(), to);
          start(() -> pass(from, into));
          start(() -> pass(into, from));
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void pass(Socket from, Socket into) {
      try (from;
          into;
          InputStream in = from.getInputStream()) {
        in.transferTo(into.getOutputStream());
      } catch (IOException e) {
        // One of the two ended.
      }
    }

    private static void start(Runnable work) {
      Thread thread = new Thread(work, "forwarder");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
