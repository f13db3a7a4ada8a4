package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/** A backup failed; nothing of it is in the list, and what was there before is unchanged. */
public final class BackupFailedException extends BackupException {

  private static final long serialVersionUID = 1;

  BackupFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
