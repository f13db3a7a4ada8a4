package io.lifeboat.backup.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An object on its way into a storage; it exists only from {@link #commit()} on.
 *
 * <p>Not thread-safe. Leaving early leaves nothing behind.
 */
public interface ObjectWriter extends AutoCloseable {

  /**
   * Take all remaining bytes. The buffer may be reused as soon as this returns.
   *
   * @param bytes what to append
   * @throws IOException if they could not be taken; only {@link #close()} is allowed afterwards
   */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Append a range of another object of the same target without moving its bytes through this
   * process.
   *
   * @param source an object of the same target
   * @param range which bytes of it
   * @return false, which is the default, if the storage can't, and nothing was appended; the caller
   *     then reads and writes
   * @throws IOException if the storage can, and failed
   */
  default boolean append(ObjectKey source, ByteRange range) throws IOException {
    return false;
  }

  /**
   * Make the object visible, whole and durable. Called once.
   *
   * @return what is stored; its size equals what was written
   * @throws IOException with {@link StorageException.Reason#EXISTS} if the key was taken meanwhile,
   *     {@link StorageException.Reason#CORRUPTED} if what arrived is not what was sent; nothing is
   *     visible then
   */
  ObjectInfo commit() throws IOException;

  /**
   * Release resources, and remove every trace unless {@link #commit()} succeeded. A second call
   * does nothing.
   *
   * @throws IOException if a trace may be left
   */
  @Override
  void close() throws IOException;
}
