package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.client.ClientCommand;
import io.lifeboat.backup.client.NativeClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a client gets into a database: everything in a private file, nothing in its arguments. */
final class Login {

  /** What would override or add to the file. */
  private static final String[] HIDDEN = {
    "MYSQL_PWD",
    "MYSQL_HOST",
    "MARIADB_HOST",
    "MYSQL_TCP_PORT",
    "MYSQL_UNIX_PORT",
    "MYSQL_PS1",
    "MYSQL_GROUP_SUFFIX",
    "MARIADB_GROUP_SUFFIX",
    "LIBMYSQL_ENABLE_CLEARTEXT_PLUGIN",
    "MYSQL_HISTFILE"
  };

  private static final int ERROR_LINES = 50;

  private final Flavor flavor;
  private final DatabaseEndpoint endpoint;

  Login(Flavor flavor, DatabaseEndpoint endpoint) {
    this.flavor = flavor;
    this.endpoint = endpoint;
  }

  DatabaseEndpoint endpoint() {
    return endpoint;
  }

  /**
   * Only this file is read: what an administrator wrote into his own for other purposes would
   * change what a dump holds. MySQL reads an encrypted login file besides, which is told to be
   * elsewhere.
   */
  ClientCommand command(NativeClient client) {
    return client
        .command()
        .withOptionFile("--defaults-file=", optionFile())
        .withRedacted(endpoint.password())
        .withoutEnvironment(HIDDEN)
        .withEnvironment("MYSQL_TEST_LOGIN_FILE", "/nonexistent")
        .withErrorLines(ERROR_LINES);
  }

  private Secret optionFile() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("user", endpoint.user());
    options.put("password", new String(endpoint.password().reveal()));
    endpoint
        .socket()
        .ifPresentOrElse(
            socket -> {
              options.put("protocol", "socket");
              options.put("socket", socket.toString());
            },
            () -> {
              // Without this, "localhost" would mean the Unix socket and not the port.
              options.put("protocol", "tcp");
              options.put("host", endpoint.host());
              options.put("port", String.valueOf(endpoint.port() == 0 ? 3306 : endpoint.port()));
            });
    options.putAll(flavor.tlsOptions(endpoint));
    StringBuilder file = new StringBuilder("[client]\n");
    options.forEach(
        (name, value) ->
            file.append(name)
                .append(value.isEmpty() && isSwitch(name) ? "" : "=" + quote(value))
                .append('\n'));
    return Secret.of(file.toString());
  }

  private static boolean isSwitch(String name) {
    return !name.equals("user") && !name.equals("password");
  }

  /** The rules of option files: in quotes, a backslash escapes, and {@code #} is a character. */
  static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> quoted.append("\\\\");
        case '"' -> quoted.append("\\\"");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
