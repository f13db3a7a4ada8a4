package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.mysql.dialect.InPlaceRestorer;
import io.lifeboat.backup.mysql.dialect.SnapshotDumper;
import io.lifeboat.backup.spi.DialectProvider;

/** Offers {@code mysql}. */
public final class MySqlDialectProvider implements DialectProvider {

  /** Make the provider. */
  public MySqlDialectProvider() {}

  @Override
  public String id() {
    return "mysql";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public Dumper dumper() {
    return new SnapshotDumper(new MySqlFlavor());
  }

  @Override
  public Restorer restorer() {
    return new InPlaceRestorer(new MySqlFlavor());
  }
}
