package io.lifeboat.backup;

/** Hears how an operation goes on. */
@FunctionalInterface
public interface ProgressListener {

  /** Hears nothing. */
  ProgressListener NONE = event -> {};

  /**
   * Take one event. Called by the operation's own threads, one at a time; returns quickly. What it
   * throws is logged and does not harm the operation.
   *
   * @param event what happened
   */
  void on(ProgressEvent event);
}
