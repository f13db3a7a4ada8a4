package io.lifeboat.backup.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A place for objects that are written once.
 *
 * <p>Keys are written once: no rename, no append, no overwrite, no locks. Thread-safe. A target
 * retries nothing that it can't repeat safely by itself; the core retries, throttles and counts
 * around it. Every failure is a {@link StorageException} that says whether a repetition may help.
 */
public interface StorageTarget extends AutoCloseable {

  /**
   * Tell what this storage can do.
   *
   * @return the same value at every call
   */
  StorageTraits traits();

  /**
   * Begin a new object. It can be seen by nobody until {@link ObjectWriter#commit()}.
   *
   * @param key its name
   * @param options what is known about it beforehand
   * @return the writer; the caller closes it
   * @throws IOException with {@link StorageException.Reason#EXISTS} if the key is taken (found here
   *     or at commit)
   */
  ObjectWriter create(ObjectKey key, WriteOptions options) throws IOException;

  /**
   * Read an object or a range of it.
   *
   * @param key its name
   * @param range which bytes; one that ends past the end of the object fails, it is never shortened
   * @return the bytes; the caller closes the stream. A connection cut in the middle is an exception
   *     and never looks like the end
   * @throws IOException with {@link StorageException.Reason#NOT_FOUND} if there is no such object,
   *     {@link StorageException.Reason#RANGE} if it is too short
   */
  InputStream read(ObjectKey key, ByteRange range) throws IOException;

  /**
   * Look an object up.
   *
   * @param key its name
   * @return what is known of it; empty if it is not there
   * @throws IOException if the storage could not be asked
   */
  Optional<ObjectInfo> stat(ObjectKey key) throws IOException;

  /**
   * Visit every object whose key begins with a prefix, in ascending order of keys.
   *
   * @param prefix compared as text, not as folders; empty visits all
   * @param visitor called once for each object, on this thread
   * @throws IOException if the list could not be read to its end, or the visitor's own
   */
  void list(String prefix, ObjectVisitor visitor) throws IOException;

  /**
   * Remove an object. An object that is absent is success.
   *
   * @param key its name
   * @throws IOException if it may still be there
   */
  void delete(ObjectKey key) throws IOException;

  /**
   * Tell how much more can be written.
   *
   * @return bytes; empty where the storage can't tell, which is the default
   * @throws IOException if the storage could not be asked
   */
  default OptionalLong freeBytes() throws IOException {
    return OptionalLong.empty();
  }

  /**
   * Release connections and threads; objects stay. A second call does nothing.
   *
   * @throws IOException if something could not be released
   */
  @Override
  void close() throws IOException;
}
