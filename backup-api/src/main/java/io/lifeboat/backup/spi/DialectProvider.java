package io.lifeboat.backup.spi;

import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Restorer;

/** Offers a database dialect. {@link #id()} is what endpoints name. */
public non-sealed interface DialectProvider extends BackupProvider {

  /**
   * Return what reads databases of this dialect.
   *
   * @return stateless; the same or a new one at every call
   */
  Dumper dumper();

  /**
   * Return what loads databases of this dialect.
   *
   * @return stateless; the same or a new one at every call
   */
  Restorer restorer();
}
