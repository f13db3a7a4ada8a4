package io.lifeboat.backup;

import java.time.Duration;
import java.util.Optional;

/**
 * A backup or restore that runs in the background. Thread-safe.
 *
 * @param <T> its report
 */
public interface Operation<T> {

  /**
   * Return how far it is.
   *
   * @return a snapshot
   */
  Progress progress();

  /**
   * Tell whether it is over, well or not.
   *
   * @return true once {@link #await()} would return or throw at once
   */
  boolean isDone();

  /**
   * Ask it to stop. It ends soon after, cleaning up; a restore that was loading brings back what
   * was there. A second call, or one after the end, does nothing.
   *
   * @param reason shown to the operator
   */
  void cancel(String reason);

  /**
   * Wait for the end.
   *
   * @return the report
   * @throws BackupException what the operation failed with
   * @throws InterruptedException if this thread is interrupted; the operation goes on
   */
  T await() throws InterruptedException;

  /**
   * Wait for the end, and not longer than told.
   *
   * @param atMost how long
   * @return the report; empty if it is still running
   * @throws BackupException what the operation failed with
   * @throws InterruptedException if this thread is interrupted; the operation goes on
   */
  Optional<T> await(Duration atMost) throws InterruptedException;
}
