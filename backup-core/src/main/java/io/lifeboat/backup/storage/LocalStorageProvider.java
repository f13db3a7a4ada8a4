package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;

/** Offers {@code file}: a folder of this machine. */
public final class LocalStorageProvider implements StorageProvider {

  /** Make the provider. */
  public LocalStorageProvider() {}

  @Override
  public String id() {
    return "file";
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public StorageTarget open(StorageConfig config) throws IOException {
    Path folder;
    try {
      folder = Path.of(config.location());
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          StorageException.Reason.CONFIGURATION,
          "The location %s names no local folder: %s".formatted(config, e.getMessage()),
          false,
          e);
    }
    return LocalStorage.open(folder);
  }
}
