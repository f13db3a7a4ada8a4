package io.lifeboat.backup.mysql.testing;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.spi.DialectProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A server and the dialect that is tested on it.
 *
 * @param image of the server, such as {@code mysql:9.7}
 * @param otherImage of a server of the other vendor
 * @param provider what is tested
 * @param options makes options that find the clients in a folder
 * @param zoo names of the zoo's resources, in order
 */
public record Vendor(
    String image,
    String otherImage,
    DialectProvider provider,
    Function<Path, DialectOptions> options,
    List<String> zoo) {

  /**
   * Tell whether the server is MySQL.
   *
   * @return false for MariaDB
   */
  public boolean isMySql() {
    return image.startsWith("mysql:");
  }

  /**
   * Return the shared server.
   *
   * @return started, if it was not
   */
  public TestServer server() {
    return TestServer.shared(image);
  }

  /**
   * Return options that find the clients of the server's own version.
   *
   * @return the options
   */
  public DialectOptions ownOptions() {
    return options.apply(TestServer.clientsOf(image));
  }
}
