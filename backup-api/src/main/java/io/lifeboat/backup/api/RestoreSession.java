package io.lifeboat.backup.api;

import java.io.IOException;
import java.io.InputStream;

/**
 * One restore on its way.
 *
 * <p>{@link #apply} may be called by several threads at the same time within one {@link Stage},
 * each with another part; the other methods by one thread. Only {@link #complete} makes the
 * restored data live.
 */
public interface RestoreSession extends AutoCloseable {

  /**
   * Load one part. The core keeps the order that {@link Stage} and {@link DumpPart#group()} ask
   * for.
   *
   * @param part a part of the dump
   * @param in its bytes, verified while they are read; the session does not close it
   * @param context of this call
   * @return what was loaded, as the server counted it
   * @throws DialectException if the server took anything less than all of it, warnings included
   * @throws IOException if {@code in} failed, passed on unchanged
   */
  PartResult apply(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException;

  /**
   * Count, or read again, what is in the database now. Called after the last part.
   *
   * @param what how deep to look
   * @param context of this call
   * @return a tally for each table
   * @throws DialectException if the database could not be read
   */
  Proof prove(Prove what, OperationContext context) throws DialectException;

  /**
   * Make the restored data live.
   *
   * @param context of this call
   * @return how long that held the application off, and what undoes it
   * @throws DialectException if that failed; a staged target is then as it was
   */
  Completion complete(OperationContext context) throws DialectException;

  /**
   * End the session. Without {@link #complete}, staged modes leave the target as it was and nothing
   * beside it; in place, {@link RestoreTraits#inPlaceTransactional()} says whether the target is as
   * it was or the caller has to put it back. A second call does nothing.
   *
   * @throws DialectException if something was left behind; the message says what and where
   */
  @Override
  void close() throws DialectException;
}
