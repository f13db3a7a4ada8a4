package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/** The operation ended because somebody asked for it; what it had begun is cleaned up. */
public final class OperationCancelledException extends BackupException {

  private static final long serialVersionUID = 1;

  OperationCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
