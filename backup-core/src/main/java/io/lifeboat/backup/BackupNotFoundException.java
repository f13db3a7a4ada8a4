package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/** There is no backup of that id, or its archive is gone. */
public final class BackupNotFoundException extends BackupException {

  private static final long serialVersionUID = 1;

  BackupNotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
