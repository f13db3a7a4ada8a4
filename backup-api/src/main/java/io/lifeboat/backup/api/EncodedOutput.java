package io.lifeboat.backup.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A sink whose result counts only when {@link #finish()} was called.
 *
 * <p>Not thread-safe. {@link #close()} never finishes: an abandoned output must not look whole.
 */
public interface EncodedOutput extends AutoCloseable {

  /**
   * Take all remaining bytes. The buffer may be reused as soon as this returns.
   *
   * @param bytes what to write; none is allowed and does nothing
   * @throws IOException if they could not be taken; only {@link #close()} is allowed afterwards
   */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Declare the result complete. Called once; no write may follow.
   *
   * @throws IOException if the result is not whole
   */
  void finish() throws IOException;

  /**
   * Release resources, and abandon the result unless {@link #finish()} succeeded. A second call
   * does nothing.
   *
   * @throws IOException if something could not be released
   */
  @Override
  void close() throws IOException;
}
