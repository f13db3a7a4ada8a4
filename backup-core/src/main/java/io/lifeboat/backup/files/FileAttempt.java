package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the content of one reading of a file, which counts only if it is completed. */
public interface FileAttempt extends AutoCloseable {

  /**
   * Take all remaining bytes.
   *
   * @param content the buffer may be reused when this returns
   * @throws IOException ends the reading and is passed on
   */
  void write(ByteBuffer content) throws IOException;

  /**
   * Learn that what was written is the file: it did not change while it was read.
   *
   * @throws IOException ends the reading and is passed on
   */
  void complete() throws IOException;

  /**
   * Abandon the attempt unless it was completed.
   *
   * @throws IOException is passed on
   */
  @Override
  void close() throws IOException;
}
