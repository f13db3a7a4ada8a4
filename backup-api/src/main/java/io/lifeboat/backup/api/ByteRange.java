package io.lifeboat.backup.api;

import java.util.OptionalLong;

/** Which bytes of an object: from an offset, a number of bytes or all to the end. */
public final class ByteRange {

  private static final long TO_END = -1;
  private static final ByteRange ALL = new ByteRange(0, TO_END);

  private final long offset;
  private final long length;

  private ByteRange(long offset, long length) {
    this.offset = offset;
    this.length = length;
  }

  /**
   * Return the whole object.
   *
   * @return the range
   */
  public static ByteRange all() {
    return ALL;
  }

  /**
   * Return everything from an offset to the end.
   *
   * @param offset in bytes, zero or more; the size of the object gives no bytes, more fails
   * @return the range
   */
  public static ByteRange from(long offset) {
    requireNotNegative(offset, "offset");
    return new ByteRange(offset, TO_END);
  }

  /**
   * Return a bounded range.
   *
   * @param offset in bytes, zero or more
   * @param length in bytes, zero or more
   * @return the range
   */
  public static ByteRange of(long offset, long length) {
    requireNotNegative(offset, "offset");
    requireNotNegative(length, "length");
    Math.addExact(offset, length);
    return new ByteRange(offset, length);
  }

  /**
   * Return where the range begins.
   *
   * @return bytes from the start
   */
  public long offset() {
    return offset;
  }

  /**
   * Return how long the range is.
   *
   * @return bytes; empty means all to the end
   */
  public OptionalLong length() {
    return length == TO_END ? OptionalLong.empty() : OptionalLong.of(length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteRange range && range.offset == offset && range.length == length;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(offset) + Long.hashCode(length);
  }

  @Override
  public String toString() {
    return length == TO_END ? offset + "-" : offset + "+" + length;
  }

  private static void requireNotNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException("The " + name + " is zero or more, not " + value);
    }
  }
}
