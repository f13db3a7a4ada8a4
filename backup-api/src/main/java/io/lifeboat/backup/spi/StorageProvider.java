package io.lifeboat.backup.spi;

import io.lifeboat.backup.api.StorageTarget;
import java.io.IOException;

/** Offers a storage. {@link #id()} is the scheme of the URIs it opens, such as {@code file}. */
public non-sealed interface StorageProvider extends BackupProvider {

  /**
   * Open a storage.
   *
   * @param config where it is and how to get in
   * @return the storage; the caller closes it
   * @throws IOException if the configuration can't work; whether the storage can be reached may
   *     show only at its first use
   */
  StorageTarget open(StorageConfig config) throws IOException;
}
