package io.lifeboat.backup.api;

import java.util.OptionalLong;

/**
 * How many rows, and what they hash to. Immutable.
 *
 * <p>The hash is the sum modulo 2^64 of the hashes of the rows, so that tallies of the parts of one
 * table add up to the tally of the table, in any order.
 */
public final class Tally {

  private static final Tally NONE = new Tally(0, 0, true);

  private final long rows;
  private final long hash;
  private final boolean hashed;

  private Tally(long rows, long hash, boolean hashed) {
    this.rows = rows;
    this.hash = hash;
    this.hashed = hashed;
  }

  /**
   * Return the tally of no rows.
   *
   * @return zero rows, hash zero
   */
  public static Tally none() {
    return NONE;
  }

  /**
   * Make a tally of rows that were counted and not hashed.
   *
   * @param rows zero or more
   * @return the tally
   */
  public static Tally ofRows(long rows) {
    return new Tally(requireNotNegative(rows), 0, false);
  }

  /**
   * Make a tally of rows that were counted and hashed.
   *
   * @param rows zero or more
   * @param hash sum of the rows' hashes modulo 2^64
   * @return the tally
   */
  public static Tally of(long rows, long hash) {
    return new Tally(requireNotNegative(rows), hash, true);
  }

  /**
   * Return the number of rows.
   *
   * @return zero or more
   */
  public long rows() {
    return rows;
  }

  /**
   * Return the hash.
   *
   * @return the sum; empty if some of the rows were not hashed
   */
  public OptionalLong hash() {
    return hashed ? OptionalLong.of(hash) : OptionalLong.empty();
  }

  /**
   * Add the rows of another part of the same table.
   *
   * @param other the other part
   * @return both; hashed only if both are
   */
  public Tally plus(Tally other) {
    return new Tally(Math.addExact(rows, other.rows), hash + other.hash, hashed && other.hashed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally tally
        && tally.rows == rows
        && tally.hashed == hashed
        && (!hashed || tally.hash == hash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(rows) * 31 + (hashed ? Long.hashCode(hash) : 0);
  }

  @Override
  public String toString() {
    return rows + " rows" + (hashed ? String.format(" #%016x", hash) : "");
  }

  private static long requireNotNegative(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("Rows are zero or more, not " + rows);
    }
    return rows;
  }
}
