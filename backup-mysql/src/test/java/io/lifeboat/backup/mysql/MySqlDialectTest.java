package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.testing.ClientDialectContract;
import io.lifeboat.backup.spi.DialectProvider;
import java.nio.file.Path;

class MySqlDialectTest extends ClientDialectContract {

  @Override
  protected DialectProvider provider() {
    return new MySqlDialectProvider();
  }

  @Override
  protected String image() {
    return "mysql:9.7";
  }

  @Override
  protected String otherVendor() {
    return "mariadb:11.8";
  }

  @Override
  protected DialectOptions options(Path directory) {
    return MySqlOptions.defaults().withClientDirectory(directory);
  }
}
