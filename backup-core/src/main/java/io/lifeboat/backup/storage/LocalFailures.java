package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a file system's failure means. */
final class LocalFailures {

  private LocalFailures() {}

  static StorageException of(String what, IOException e) {
    if (e instanceof StorageException already) {
      return already;
    }
    String message = String.valueOf(e.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    boolean full = lower.contains("no space left") || lower.contains("quota exceeded");
    Reason reason =
        full
            ? Reason.FULL
            : e instanceof AccessDeniedException
                ? Reason.DENIED
                : e instanceof NoSuchFileException
                    ? Reason.NOT_FOUND
                    : e instanceof FileAlreadyExistsException ? Reason.EXISTS : Reason.OTHER;
    String advice = full ? ". Make room, or choose another folder." : ".";
    return new StorageException(
        reason, what + ": " + e.getClass().getSimpleName() + " " + message + advice, false, e);
  }

  static StorageException exists(ObjectKey key) {
    return new StorageException(
        Reason.EXISTS, "The object " + key + " is there already; objects are written once.");
  }

  static StorageException notFound(ObjectKey key, @Nullable IOException e) {
    return new StorageException(Reason.NOT_FOUND, "There is no object " + key + ".", false, e);
  }
}
