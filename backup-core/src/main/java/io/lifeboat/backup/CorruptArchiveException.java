package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/** An archive is damaged, cut, or was never one; nothing live was touched. */
public final class CorruptArchiveException extends BackupException {

  private static final long serialVersionUID = 1;

  CorruptArchiveException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
