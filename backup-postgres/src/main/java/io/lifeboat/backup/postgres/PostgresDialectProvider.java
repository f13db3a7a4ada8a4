package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.spi.DialectProvider;

/**
 * Offers {@code postgresql}. The host brings the JDBC driver, {@code org.postgresql:postgresql}.
 */
public final class PostgresDialectProvider implements DialectProvider {

  static final String ID = "postgresql";

  /** Make the provider. */
  public PostgresDialectProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public Dumper dumper() {
    return new PostgresDumper();
  }

  @Override
  public Restorer restorer() {
    return new PostgresRestorer();
  }
}
