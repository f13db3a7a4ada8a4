package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.PartResult;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes the bytes of one part. Used by one thread; several parts at the same time by several.
 *
 * <p>Only {@link #complete} makes the part one of the archive. {@link #close()} without it leaves
 * an archive that can't be finished.
 */
public abstract class PartOutput extends OutputStream {

  PartOutput() {}

  /**
   * Write what is left and declare the part complete. Called once; no write may follow.
   *
   * @param result what the dialect counted
   * @throws IOException if the archive could not take it
   */
  public abstract void complete(PartResult result) throws IOException;
}
