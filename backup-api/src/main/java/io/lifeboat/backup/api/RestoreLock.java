package io.lifeboat.backup.api;

import java.util.Optional;

/** The right to restore one target, held until {@link #close()} or the end of the process. */
public interface RestoreLock extends AutoCloseable {

  /**
   * Return the journal that the dialect keeps on the server, outside of what is being changed, so
   * that any node can recover the target.
   *
   * @return the journal of the target; empty if the dialect keeps none, and the core uses its own
   *     file
   * @throws DialectException if the journal could not be read
   */
  Optional<Journal> journal() throws DialectException;

  /**
   * Give the lock back. A second call does nothing.
   *
   * @throws DialectException if it turns out to have been lost meanwhile
   */
  @Override
  void close() throws DialectException;
}
