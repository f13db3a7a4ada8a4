package io.lifeboat.backup.codec;

/**
 * What may still be called on an output. A write that did not end well leaves it broken, so that
 * nothing but {@code close} is possible after a failure.
 */
final class OutputState {

  private enum Phase {
    OPEN,
    BUSY,
    FINISHED,
    CLOSED
  }

  private Phase phase = Phase.OPEN;

  void beginWrite() {
    requireOpen("written to");
    phase = Phase.BUSY;
  }

  void endWrite() {
    phase = Phase.OPEN;
  }

  void beginFinish() {
    requireOpen("finished");
    phase = Phase.FINISHED;
  }

  /** Returns false if it was closed before. */
  boolean close() {
    boolean first = phase != Phase.CLOSED;
    phase = Phase.CLOSED;
    return first;
  }

  private void requireOpen(String what) {
    String why =
        switch (phase) {
          case OPEN -> "";
          case BUSY -> "an earlier write failed";
          case FINISHED -> "it was finished before";
          case CLOSED -> "it was closed";
        };
    if (phase != Phase.OPEN) {
      throw new IllegalStateException("An output can't be " + what + " any more: " + why);
    }
  }
}
