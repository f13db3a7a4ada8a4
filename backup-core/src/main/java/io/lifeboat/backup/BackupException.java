package io.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * Something a host asked for did not happen. The message is a sentence for an operator and carries
 * no secret; each subclass says what state things are in.
 */
public abstract sealed class BackupException extends RuntimeException
    permits ConfigurationException,
        BackupFailedException,
        BackupNotFoundException,
        RestoreRefusedException,
        RestoreFailedException,
        CorruptArchiveException,
        WrongKeyException,
        StorageFailedException,
        OperationCancelledException {

  private static final long serialVersionUID = 1;

  BackupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
