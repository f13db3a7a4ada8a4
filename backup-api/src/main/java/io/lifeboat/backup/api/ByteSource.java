package io.lifeboat.backup.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read at any position, by several threads at the same time. */
public interface ByteSource extends AutoCloseable {

  /** What {@link #size()} returns when the size is not known before the end. */
  long UNKNOWN_SIZE = -1;

  /**
   * Return the number of bytes.
   *
   * @return the size, or {@link #UNKNOWN_SIZE} where a codec that is not seekable can't tell
   * @throws IOException if it could not be determined
   */
  long size() throws IOException;

  /**
   * Read bytes at a position until the buffer is full or the source ends.
   *
   * @param position where to begin, in bytes from the start, zero or more
   * @param target takes the bytes, from its position to its limit
   * @return how many bytes were read: less than asked for only at the end, zero at or past it
   * @throws IOException if the bytes could not be read, or are not what was once written
   */
  int read(long position, ByteBuffer target) throws IOException;

  /**
   * Release what is held. A second call does nothing.
   *
   * @throws IOException if something could not be released
   */
  @Override
  void close() throws IOException;
}
