package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.mysql.dialect.InPlaceRestorer;
import io.lifeboat.backup.mysql.dialect.SnapshotDumper;
import io.lifeboat.backup.spi.DialectProvider;

/** Offers {@code mariadb}. */
public final class MariaDbDialectProvider implements DialectProvider {

  /** Make the provider. */
  public MariaDbDialectProvider() {}

  @Override
  public String id() {
    return "mariadb";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public Dumper dumper() {
    return new SnapshotDumper(new MariaDbFlavor());
  }

  @Override
  public Restorer restorer() {
    return new InPlaceRestorer(new MariaDbFlavor());
  }
}
