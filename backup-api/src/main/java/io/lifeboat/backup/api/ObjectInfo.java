package io.lifeboat.backup.api;

import java.time.Instant;
import java.util.Objects;

/**
 * What a storage knows of an object.
 *
 * @param key its name
 * @param size in bytes
 * @param modified when it became visible, by the storage's clock
 */
public record ObjectInfo(ObjectKey key, long size, Instant modified) {

  /**
   * Checks the values.
   *
   * @param key see above
   * @param size see above
   * @param modified see above
   */
  public ObjectInfo {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(modified, "modified");
    if (size < 0) {
      throw new IllegalArgumentException("A size is zero or more, not " + size);
    }
  }
}
