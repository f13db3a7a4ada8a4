package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.testing.ClientDialectContract;
import io.lifeboat.backup.spi.DialectProvider;
import java.nio.file.Path;

class MariaDb1011DialectCampaign extends ClientDialectContract {

  @Override
  protected DialectProvider provider() {
    return new MariaDbDialectProvider();
  }

  @Override
  protected String image() {
    return "mariadb:10.11";
  }

  @Override
  protected String otherVendor() {
    return "mysql:9.7";
  }

  @Override
  protected DialectOptions options(Path directory) {
    return MariaDbOptions.defaults().withClientDirectory(directory);
  }
}
