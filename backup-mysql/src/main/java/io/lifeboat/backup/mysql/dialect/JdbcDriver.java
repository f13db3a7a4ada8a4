package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.TlsMode;
import io.lifeboat.backup.client.ClientIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver that the host has: MySQL's or MariaDB's, by the names of their classes, so that
 * neither is needed to compile. Each serves the servers of both vendors.
 */
final class JdbcDriver {

  private static final int CONNECT_MILLIS = 10_000;

  /** The two that are known. */
  enum Kind {
    /** MySQL Connector/J. */
    MYSQL("com.mysql.cj.jdbc.Driver", "jdbc:mysql:", "com.mysql.cj.jdbc.JdbcStatement"),
    /** MariaDB Connector/J. */
    MARIADB("org.mariadb.jdbc.Driver", "jdbc:mariadb:", "org.mariadb.jdbc.Statement");

    private final String type;
    private final String scheme;
    private final String statement;

    Kind(String type, String scheme, String statement) {
      this.type = type;
      this.scheme = scheme;
      this.statement = statement;
    }
  }

  private final Kind kind;
  private final Driver driver;

  private JdbcDriver(Kind kind, Driver driver) {
    this.kind = kind;
    this.driver = driver;
  }

  /** Finds a driver, the vendor's own first. */
  static JdbcDriver find(Flavor flavor) throws DialectException {
    Kind preferred = flavor.vendor().equals(ClientIdentity.MARIADB) ? Kind.MARIADB : Kind.MYSQL;
    List<JdbcDriver> found = new ArrayList<>();
    DriverManager.drivers().forEach(driver -> add(driver, found));
    load(JdbcDriver.class.getClassLoader(), found);
    load(Thread.currentThread().getContextClassLoader(), found);
    return found.stream()
        .min(Comparator.comparing(driver -> driver.kind != preferred))
        .orElseThrow(
            () ->
                new DialectException(
                    Reason.CONFIGURATION,
                    "No JDBC driver was found, and rows travel over JDBC. Add %s to the host application."
                        .formatted(
                            preferred == Kind.MYSQL
                                ? "com.mysql:mysql-connector-j"
                                : "org.mariadb.jdbc:mariadb-java-client")));
  }

  private static void load(ClassLoader loader, List<JdbcDriver> found) {
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          return;
        }
        add(drivers.next(), found);
      } catch (ServiceConfigurationError e) {
        // Another driver that can't be loaded is no reason to fail.
      }
    }
  }

  private static void add(Driver driver, List<JdbcDriver> found) {
    for (Kind kind : Kind.values()) {
      if (driver.getClass().getName().equals(kind.type)) {
        found.add(new JdbcDriver(kind, driver));
      }
    }
  }

  Kind kind() {
    return kind;
  }

  /** One row is held at a time: a few may be most of the memory there is. */
  void stream(Statement statement) throws SQLException {
    statement.setFetchSize(kind == Kind.MYSQL ? Integer.MIN_VALUE : 1);
  }

  /** Gives the bytes that the next {@code LOAD DATA LOCAL} of a statement sends. */
  void localInfile(Link link, Statement statement, InputStream bytes) throws SQLException {
    allowLocalInfile(link, true);
    call(statement, kind.statement, "setLocalInfileInputStream", InputStream.class, bytes);
  }

  /** Ends that permission. */
  void endLocalInfile(Link link) throws SQLException {
    allowLocalInfile(link, false);
  }

  /**
   * MySQL's driver sends a stream only while it may send any file that the server asks for, so it
   * may for that one statement. MariaDB's sends what the text of a statement names.
   */
  private void allowLocalInfile(Link link, boolean allowed) throws SQLException {
    if (kind == Kind.MYSQL) {
      Object properties =
          call(link.connection(), "com.mysql.cj.jdbc.JdbcConnection", "getPropertySet", null, null);
      Object property =
          call(
              properties,
              "com.mysql.cj.conf.PropertySet",
              "getBooleanProperty",
              String.class,
              "allowLoadLocalInfile");
      call(property, "com.mysql.cj.conf.RuntimeProperty", "setValue", Object.class, allowed);
    }
  }

  private Object call(
      Object on,
      String type,
      String method,
      @Nullable Class<?> parameter,
      @Nullable Object argument)
      throws SQLException {
    try {
      Class<?> declaring = Class.forName(type, false, driver.getClass().getClassLoader());
      return parameter == null
          ? declaring.getMethod(method).invoke(on)
          : declaring.getMethod(method, parameter).invoke(on, argument);
    } catch (InvocationTargetException e) {
      throw new SQLException("The driver takes no stream for LOAD DATA LOCAL.", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new SQLException("The driver takes no stream for LOAD DATA LOCAL.", e);
    }
  }

  /**
   * Connects. A driver that may send files sends only what a statement was given: the folder it may
   * read from is not there.
   */
  Link connect(DatabaseEndpoint endpoint, Path workDirectory) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(endpoint.parameters());
    properties.put("user", endpoint.user());
    properties.put("password", new String(endpoint.password().reveal()));
    properties.put("connectTimeout", String.valueOf(CONNECT_MILLIS));
    properties.put("tcpKeepAlive", "true");
    if (kind == Kind.MYSQL) {
      return new Link(connectMySql(endpoint, properties, workDirectory), this);
    }
    return new Link(connectMariaDb(endpoint, properties), this);
  }

  private Connection connectMySql(
      DatabaseEndpoint endpoint, Properties properties, Path workDirectory) throws SQLException {
    if (endpoint.socket().isPresent()) {
      throw new SQLException(
          "MySQL Connector/J does not speak over Unix sockets. Add org.mariadb.jdbc:mariadb-java-client, or name host and port.");
    }
    properties.put("sslMode", endpoint.tls().name());
    properties.put("allowLoadLocalInfileInPath", workDirectory.resolve("nothing").toString());
    properties.put("allowPublicKeyRetrieval", "true");
    properties.put("connectionTimeZone", "UTC");
    properties.put("useServerPrepStmts", "false");
    properties.put("jdbcCompliantTruncation", "false");
    properties.put("useUnicode", "true");
    properties.put("characterEncoding", "UTF-8");
    properties.put("yearIsDateType", "false");
    properties.put("tinyInt1isBit", "false");
    if (endpoint.tlsAuthority().isPresent()) {
      try {
        properties.putAll(TrustStore.of(endpoint.tlsAuthority().get(), workDirectory));
      } catch (IOException e) {
        throw new SQLException(
            "The certificates of " + endpoint.tlsAuthority().get() + " can't be read.", e);
      }
    }
    return open(Kind.MYSQL.scheme + place(endpoint), properties);
  }

  private Connection connectMariaDb(DatabaseEndpoint endpoint, Properties properties)
      throws SQLException {
    endpoint.socket().ifPresent(path -> properties.put("localSocket", path.toString()));
    endpoint.tlsAuthority().ifPresent(file -> properties.put("serverSslCert", file.toString()));
    properties.put("allowLocalInfile", "true");
    properties.put("allowPublicKeyRetrieval", "true");
    properties.put("tinyInt1isBit", "false");
    properties.put("yearIsDateType", "false");
    properties.put(
        "sslMode",
        switch (endpoint.tls()) {
          case DISABLED -> "disable";
          case PREFERRED, REQUIRED -> "trust";
          case VERIFY_CA -> "verify-ca";
          case VERIFY_IDENTITY -> "verify-full";
        });
    String url = Kind.MARIADB.scheme + place(endpoint);
    try {
      return open(url, properties);
    } catch (SQLException e) {
      boolean noTls = String.valueOf(e.getMessage()).contains("ssl not enabled");
      if (endpoint.tls() != TlsMode.PREFERRED || !noTls) {
        throw e;
      }
      properties.put("sslMode", "disable");
      return open(url, properties);
    }
  }

  /** The database is chosen by a statement, so that its name is never part of a URL. */
  private static String place(DatabaseEndpoint endpoint) {
    String host = endpoint.host();
    String written = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "//" + written + ":" + (endpoint.port() == 0 ? 3306 : endpoint.port()) + "/";
  }

  private Connection open(String url, Properties properties) throws SQLException {
    return Optional.ofNullable(driver.connect(url, properties))
        .orElseThrow(() -> new SQLException("The driver does not take " + url));
  }
}
