package io.lifeboat.backup.storage.s3;

import java.util.OptionalLong;

/**
 * How large each part of an upload is. The protocol allows 10,000 parts of 5 MiB to 5 GiB, the last
 * one smaller, and 5 TiB in all.
 *
 * <p>The first 8,192 parts have one size: 40 GiB with the smallest. The size of an object is not
 * known before its end, so later parts grow in eight steps, and 5 TiB fit. Immutable.
 */
final class PartSchedule {

  static final long MIB = 1L << 20;
  static final int MAX_PARTS = 10_000;
  static final long MIN_PART = 5 * MIB;
  static final long MAX_PART = 5L << 30;
  static final long MAX_OBJECT = 5L << 40;

  private static final int EQUAL_PARTS = 8_192;
  private static final int[] GROWTH = {8, 32, 128, 512, 1024, 1024, 1024, 1024};
  private static final int PARTS_A_STEP = (MAX_PARTS - EQUAL_PARTS) / GROWTH.length;

  private final long first;
  private final boolean growing;

  private PartSchedule(long first, boolean growing) {
    this.first = first;
    this.growing = growing;
  }

  /**
   * Plan the parts of one object.
   *
   * @param partSize the size asked for
   * @param growing false for servers that want all parts but the last of one size
   * @param expected about how large the object will be; an object that needs more than the equal
   *     parts begins with larger ones
   */
  static PartSchedule of(long partSize, boolean growing, OptionalLong expected) {
    long first = partSize;
    if (expected.isPresent()) {
      long bytes = Math.min(expected.getAsLong(), MAX_OBJECT);
      long needed = (bytes + EQUAL_PARTS - 1) / EQUAL_PARTS;
      long rounded = (needed + MIB - 1) / MIB * MIB;
      first = Math.min(MAX_PART, Math.max(first, rounded));
    }
    return new PartSchedule(first, growing);
  }

  /** Returns the size of a part; the first has number 1. */
  long size(int number) {
    if (!growing || number <= EQUAL_PARTS) {
      return first;
    }
    int step = Math.min(GROWTH.length - 1, (number - EQUAL_PARTS - 1) / PARTS_A_STEP);
    return Math.min(MAX_PART, first * GROWTH[step]);
  }

  /** Returns how large an object can become. */
  long capacity() {
    long total = 0;
    for (int number = 1; number <= MAX_PARTS; number++) {
      total += size(number);
    }
    return Math.min(total, MAX_OBJECT);
  }
}
