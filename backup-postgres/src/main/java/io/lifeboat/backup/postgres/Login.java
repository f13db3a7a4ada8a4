package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.TlsMode;
import io.lifeboat.backup.client.ClientCommand;
import io.lifeboat.backup.client.NativeClient;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an endpoint is reached: by the JDBC driver, and by the vendor's clients. */
final class Login {

  static final String APPLICATION = "lifeboat";

  private static final int DEFAULT_PORT = 5432;
  private static final Pattern SOCKET = Pattern.compile("\\.s\\.PGSQL\\.(\\d{1,5})");

  /** Of this process's environment, what would override what the client is told. */
  private static final String[] FOREIGN = {
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGPASSWORD",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGOPTIONS",
    "PGAPPNAME",
    "PGSSLMODE",
    "PGSSLROOTCERT",
    "PGREQUIRESSL",
    "PGCLIENTENCODING",
    "PGTZ",
    "PGDATESTYLE",
    "PGGEQO",
    "PGTARGETSESSIONATTRS",
    "PGCLUSTER",
    "PGLOADBALANCEHOSTS",
    "PGCONNECT_TIMEOUT",
    "PGSSLNEGOTIATION"
  };

  private final DatabaseEndpoint endpoint;
  private final String application;

  Login(DatabaseEndpoint endpoint) {
    this(endpoint, APPLICATION);
  }

  private Login(DatabaseEndpoint endpoint, String application) {
    this.endpoint = endpoint;
    this.application = application;
  }

  DatabaseEndpoint endpoint() {
    return endpoint;
  }

  /** The same server, another database. */
  Login to(String database) {
    return new Login(endpoint.toBuilder().database(database).build(), application);
  }

  /** The same place, for sessions that call themselves something else. */
  Login as(String name) {
    return new Login(endpoint, name);
  }

  /** The driver takes the name from nowhere else; all other things are properties. */
  String url() {
    return "jdbc:postgresql:" + URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8);
  }

  /** Properties of the driver. */
  Properties properties() throws DialectException {
    Properties properties = new Properties();
    endpoint.parameters().forEach(properties::setProperty);
    if (endpoint.socket().isPresent() && !properties.containsKey("socketFactory")) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "The JDBC driver reaches a server through the Unix socket %s only by a socket factory."
                  .formatted(endpoint.socket().get())
              + " Set the endpoint's parameter socketFactory (and socketFactoryArg), or host and"
              + " port instead of the socket.");
    }
    properties.setProperty("PGHOST", jdbcHost());
    properties.setProperty("PGPORT", String.valueOf(port()));
    if (!endpoint.user().isEmpty()) {
      properties.setProperty("user", endpoint.user());
    }
    if (!endpoint.password().isEmpty()) {
      properties.setProperty("password", new String(endpoint.password().reveal()));
    }
    properties.setProperty("ApplicationName", application);
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("autosave", "never");
    properties.setProperty("tcpKeepAlive", "true");
    properties.putIfAbsent("connectTimeout", "30");
    properties.setProperty("sslmode", sslMode());
    if (verifies()) {
      if (endpoint.tlsAuthority().isPresent()) {
        properties.setProperty("sslrootcert", endpoint.tlsAuthority().get().toString());
      } else {
        properties.putIfAbsent("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      }
    }
    return properties;
  }

  private String jdbcHost() {
    if (endpoint.socket().isPresent()) {
      return "localhost";
    }
    String host = endpoint.host();
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  private int port() {
    return endpoint.port() == 0 ? DEFAULT_PORT : endpoint.port();
  }

  private String sslMode() {
    return switch (endpoint.tls()) {
      case DISABLED -> "disable";
      case PREFERRED -> "prefer";
      case REQUIRED -> "require";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_IDENTITY -> "verify-full";
    };
  }

  private boolean verifies() {
    return endpoint.tls() == TlsMode.VERIFY_CA || endpoint.tls() == TlsMode.VERIFY_IDENTITY;
  }

  /** A client told everything by its environment; no name is read as a connection string. */
  ClientCommand command(NativeClient client, Path workDirectory) throws DialectException {
    requireEncodable(endpoint.database());
    requireEncodable(endpoint.user());
    ClientCommand command =
        client
            .command()
            .withoutEnvironment(FOREIGN)
            .withEnvironment("LC_ALL", "C")
            .withEnvironment("PGDATABASE", endpoint.database())
            .withEnvironment("PGAPPNAME", application)
            .withEnvironment("PGSSLMODE", sslMode())
            .withEnvironment("PGSSLROOTCERT", authority(workDirectory));
    if (endpoint.socket().isPresent()) {
      Path socket = endpoint.socket().get().toAbsolutePath();
      Matcher name = SOCKET.matcher(String.valueOf(socket.getFileName()));
      command =
          name.matches()
              ? command
                  .withEnvironment("PGHOST", String.valueOf(socket.getParent()))
                  .withEnvironment("PGPORT", name.group(1))
              : command
                  .withEnvironment("PGHOST", socket.toString())
                  .withEnvironment("PGPORT", String.valueOf(port()));
    } else {
      command =
          command
              .withEnvironment("PGHOST", endpoint.host())
              .withEnvironment("PGPORT", String.valueOf(port()));
    }
    if (!endpoint.user().isEmpty()) {
      command = command.withEnvironment("PGUSER", endpoint.user());
    }
    return endpoint.password().isEmpty()
        ? command
        : command.withSecretEnvironment("PGPASSWORD", endpoint.password());
  }

  /** For modes that don't verify, a file that is not there: libpq would use one of the user's. */
  private String authority(Path workDirectory) throws DialectException {
    if (!verifies()) {
      return workDirectory.resolve("no-authority").toString();
    }
    if (endpoint.tlsAuthority().isPresent()) {
      return endpoint.tlsAuthority().get().toAbsolutePath().toString();
    }
    if (endpoint.tls() == TlsMode.VERIFY_CA) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "PostgreSQL's clients check a certificate against the system's authorities only together"
              + " with the host's name. Set the endpoint's tlsAuthority, or the TLS mode"
              + " VERIFY_IDENTITY.");
    }
    return "system";
  }

  /** What {@code -d} takes: a connection string that holds the name alone, quoted. */
  String databaseArgument() {
    return "dbname='" + endpoint.database().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Java hands arguments and environment to a process in the system's encoding. */
  private static void requireEncodable(String name) throws DialectException {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!Charset.forName(encoding).newEncoder().canEncode(name)) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "The name '%s' can't be handed to a client program in this process's encoding %s."
                  .formatted(name, encoding.toUpperCase(Locale.ROOT))
              + " Start the application with LC_ALL=C.UTF-8.");
    }
  }
}
