package io.lifeboat.backup;

/** Says what went wrong. */
final class Failures {

  private Failures() {}

  /** Returns the message of an exception, with its class where that is all there is. */
  static String sentence(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
