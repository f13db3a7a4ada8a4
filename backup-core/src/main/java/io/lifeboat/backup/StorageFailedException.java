package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/** The storage could not be read or written. */
public final class StorageFailedException extends BackupException {

  private static final long serialVersionUID = 1;

  StorageFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
