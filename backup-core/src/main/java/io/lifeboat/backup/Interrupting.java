package io.lifeboat.backup;

import java.io.InterruptedIOException;

/** Adds work where only an I/O failure may be thrown. */
final class Interrupting {

  private Interrupting() {}

  static void submit(Workers.Batch batch, Workers.Work work) throws InterruptedIOException {
    try {
      batch.submitBounded(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while files were being moved");
    }
  }
}
