package io.lifeboat.backup.api;

import java.io.IOException;
import java.io.OutputStream;

/**
 * One consistent snapshot of a database, held until {@link #close()}.
 *
 * <p>{@link #write} may be called by several threads at the same time, each with another part; the
 * other methods by one thread. The parts are fixed when the session opens, so that the core can
 * schedule them, tell the progress and write an index; a dialect cuts a large table into many.
 */
public interface DumpSession extends AutoCloseable {

  /**
   * Return what is dumped: versions, attributes and parts.
   *
   * @return the same value at every call
   */
  DumpDescription description();

  /**
   * Write one part as it is in the snapshot.
   *
   * @param part a part of {@link #description()}; each is asked for at most once
   * @param out where its bytes go; the session neither flushes nor closes it
   * @param context of this call
   * @return what was written, as counted by the dialect
   * @throws DialectException if the part is not known to be complete and right
   * @throws IOException if {@code out} failed, passed on unchanged
   */
  PartResult write(DumpPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException;

  /**
   * Release the snapshot and everything held for it, whatever happened before. A second call does
   * nothing.
   *
   * @throws DialectException if the snapshot turns out to have been lost before this call, which
   *     makes the dump a failed one
   */
  @Override
  void close() throws DialectException;
}
