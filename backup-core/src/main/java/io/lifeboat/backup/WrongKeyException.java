package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * The password or identity does not open the archive, or one is needed; nothing live was touched.
 */
public final class WrongKeyException extends BackupException {

  private static final long serialVersionUID = 1;

  WrongKeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
