package io.lifeboat.backup.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * Takes the content of one file. Used by one thread; several files at the same time by several.
 *
 * <p>Only {@link #complete} makes the file one of the archive. {@link #close()} without it abandons
 * this attempt: what was written of it is never read again, and the file can be tried again with
 * another attempt number.
 */
public abstract class FileOutput extends OutputStream {

  FileOutput() {}

  /**
   * Write what is left and declare the file complete. Called once; no write may follow.
   *
   * @param mode permission bits, such as {@code 0644}
   * @param modified when it was last modified, as exactly as the file system knows
   * @throws IOException if the archive could not take it
   */
  public abstract void complete(int mode, Instant modified) throws IOException;
}
