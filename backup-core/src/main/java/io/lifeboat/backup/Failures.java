package io.lifeboat.backup;

import java.util.List;
import java.util.stream.Collectors;

/** Says what went wrong. */
final class Failures {

  private Failures() {}

  /** Returns the message of an exception, with its class where that is all there is. */
  static String sentence(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  /** Makes one exception of several that happened beside each other. */
  static BackupException together(List<BackupException> failures) {
    BackupException first = failures.get(0);
    if (failures.size() == 1) {
      return first;
    }
    String all = failures.stream().map(Failures::sentence).collect(Collectors.joining("\n"));
    StorageFailedException together = new StorageFailedException(all, first);
    failures.subList(1, failures.size()).forEach(together::addSuppressed);
    return together;
  }
}
