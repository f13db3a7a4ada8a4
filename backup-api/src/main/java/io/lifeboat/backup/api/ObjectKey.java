package io.lifeboat.backup.api;

import java.util.regex.Pattern;

/**
 * The name of an object in a storage.
 *
 * <p>Segments of letters, digits and {@code . _ - + =}, joined by single slashes; no segment is
 * empty or begins with a dot, so that no key can leave a prefix or hide. At most 900 characters,
 * which every object store takes.
 *
 * @param value the key
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  private static final int MAX_LENGTH = 900;
  private static final Pattern VALID =
      Pattern.compile("[A-Za-z0-9_+=-][A-Za-z0-9._+=-]*(/[A-Za-z0-9_+=-][A-Za-z0-9._+=-]*)*");

  /**
   * Checks the value.
   *
   * @param value see above
   * @throws IllegalArgumentException if it is not a key
   */
  public ObjectKey {
    if (value.length() > MAX_LENGTH || !VALID.matcher(value).matches()) {
      throw new IllegalArgumentException("Not an object key: '" + value + "'");
    }
  }

  /**
   * Make a key.
   *
   * @param value the key
   * @return the key
   * @throws IllegalArgumentException if it is not a key
   */
  public static ObjectKey of(String value) {
    return new ObjectKey(value);
  }

  @Override
  public int compareTo(ObjectKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
