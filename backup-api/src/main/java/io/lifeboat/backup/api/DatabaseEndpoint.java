package io.lifeboat.backup.api;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a database is and how to get in. Immutable. */
public final class DatabaseEndpoint {

  private final String dialect;
  private final String host;
  private final int port;
  private final @Nullable Path socket;
  private final String database;
  private final String user;
  private final Secret password;
  private final TlsMode tls;
  private final @Nullable Path tlsAuthority;
  private final Map<String, String> parameters;

  private DatabaseEndpoint(Builder builder) {
    this.dialect = builder.dialect;
    this.host = builder.host;
    this.port = builder.port;
    this.socket = builder.socket;
    this.database = builder.database;
    this.user = builder.user;
    this.password = builder.password;
    this.tls = builder.tls;
    this.tlsAuthority = builder.tlsAuthority;
    this.parameters = Map.copyOf(builder.parameters);
  }

  /**
   * Begin to describe a database.
   *
   * @param dialect the id of the dialect's provider, such as {@code mariadb}
   * @return a builder: {@code localhost}, the dialect's default port, no user, no password, TLS
   *     where the server offers it
   */
  public static Builder builder(String dialect) {
    return new Builder(dialect);
  }

  /**
   * Begin to change a copy of this endpoint.
   *
   * @return a builder with all of this endpoint's values
   */
  public Builder toBuilder() {
    Builder builder = new Builder(dialect);
    builder.host = host;
    builder.port = port;
    builder.socket = socket;
    builder.database = database;
    builder.user = user;
    builder.password = password;
    builder.tls = tls;
    builder.tlsAuthority = tlsAuthority;
    builder.parameters.putAll(parameters);
    return builder;
  }

  /**
   * Return the id of the dialect.
   *
   * @return the id
   */
  public String dialect() {
    return dialect;
  }

  /**
   * Return the host.
   *
   * @return a name or an address, an IPv6 one without brackets
   */
  public String host() {
    return host;
  }

  /**
   * Return the port.
   *
   * @return the port; 0 means the dialect's default
   */
  public int port() {
    return port;
  }

  /**
   * Return the Unix socket to use instead of host and port.
   *
   * @return its path; empty means TCP
   */
  public Optional<Path> socket() {
    return Optional.ofNullable(socket);
  }

  /**
   * Return the name of the database, or the file for a dialect without servers.
   *
   * @return the name, not quoted
   */
  public String database() {
    return database;
  }

  /**
   * Return the user.
   *
   * @return the name; may be empty
   */
  public String user() {
    return user;
  }

  /**
   * Return the password.
   *
   * @return the password; may be empty
   */
  public Secret password() {
    return password;
  }

  /**
   * Return how the connection is protected.
   *
   * @return the mode
   */
  public TlsMode tls() {
    return tls;
  }

  /**
   * Return the certificates of the authorities to trust.
   *
   * @return a PEM file; empty means the system's own
   */
  public Optional<Path> tlsAuthority() {
    return Optional.ofNullable(tlsAuthority);
  }

  /**
   * Return further parameters for JDBC connections, in the words of the host's driver.
   *
   * @return unmodifiable; no secrets
   */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** Shows dialect, place and user, and never the password. */
  @Override
  public String toString() {
    String place = socket != null ? socket.toString() : host + (port == 0 ? "" : ":" + port);
    return dialect + " database '" + database + "' on " + place + " as '" + user + "'";
  }

  /** Collects the values of an endpoint. Not thread-safe. */
  public static final class Builder {

    private final String dialect;
    private String host = "localhost";
    private int port;
    private @Nullable Path socket;
    private String database = "";
    private String user = "";
    private Secret password = Secret.of("");
    private TlsMode tls = TlsMode.PREFERRED;
    private @Nullable Path tlsAuthority;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private Builder(String dialect) {
      this.dialect = Objects.requireNonNull(dialect, "dialect");
    }

    /**
     * Set the host.
     *
     * @param value a name or an address, an IPv6 one without brackets
     * @return this
     */
    public Builder host(String value) {
      this.host = Objects.requireNonNull(value, "host");
      return this;
    }

    /**
     * Set the port.
     *
     * @param value 1 to 65535, or 0 for the dialect's default
     * @return this
     */
    public Builder port(int value) {
      if (value < 0 || value > 65_535) {
        throw new IllegalArgumentException("A port is between 0 and 65535, not " + value);
      }
      this.port = value;
      return this;
    }

    /**
     * Use a Unix socket instead of host and port.
     *
     * @param value its path
     * @return this
     */
    public Builder socket(Path value) {
      this.socket = Objects.requireNonNull(value, "socket");
      return this;
    }

    /**
     * Set the name of the database.
     *
     * @param value the name, not quoted
     * @return this
     */
    public Builder database(String value) {
      this.database = Objects.requireNonNull(value, "database");
      return this;
    }

    /**
     * Set the user.
     *
     * @param value the name
     * @return this
     */
    public Builder user(String value) {
      this.user = Objects.requireNonNull(value, "user");
      return this;
    }

    /**
     * Set the password.
     *
     * @param value the password
     * @return this
     */
    public Builder password(Secret value) {
      this.password = Objects.requireNonNull(value, "password");
      return this;
    }

    /**
     * Set the password from text that is a string already.
     *
     * @param value the password
     * @return this
     */
    public Builder password(String value) {
      return password(Secret.of(value));
    }

    /**
     * Set how the connection is protected.
     *
     * @param value the mode
     * @return this
     */
    public Builder tls(TlsMode value) {
      this.tls = Objects.requireNonNull(value, "tls");
      return this;
    }

    /**
     * Set the authorities to trust.
     *
     * @param pemFile their certificates
     * @return this
     */
    public Builder tlsAuthority(Path pemFile) {
      this.tlsAuthority = Objects.requireNonNull(pemFile, "tlsAuthority");
      return this;
    }

    /**
     * Add a parameter for JDBC connections.
     *
     * @param name in the words of the host's driver
     * @param value its value, no secret
     * @return this
     */
    public Builder parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /**
     * Make the endpoint.
     *
     * @return the endpoint
     */
    public DatabaseEndpoint build() {
      return new DatabaseEndpoint(this);
    }
  }
}
