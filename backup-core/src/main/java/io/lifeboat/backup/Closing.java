package io.lifeboat.backup;

/** Closes on the way out of a failure without hiding it. */
final class Closing {

  private Closing() {}

  static void suppressed(AutoCloseable resource, Throwable failure) {
    try {
      resource.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
