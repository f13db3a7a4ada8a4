package io.lifeboat.backup.testing;

import java.util.Random;

/**
 * Randomness of property tests: the same at every run, so that a failure can be had again, and
 * another one by {@code -Dseed=N}. With {@code -Dcampaign=true} a test tries more. A test names the
 * seed in what it says when it fails; nothing is printed when it does not.
 */
public final class Seeded {

  private static final int CAMPAIGN = 20;

  private final long seed;
  private final Random random;

  private Seeded(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Begin a series of random values.
   *
   * @param usual the seed when none is given
   * @return the series
   */
  public static Seeded of(long usual) {
    return new Seeded(Long.getLong("seed", usual));
  }

  /**
   * Return how often to try.
   *
   * @param usual in an everyday run
   * @return that, or many times that in a campaign
   */
  public static int times(int usual) {
    return isCampaign() ? usual * CAMPAIGN : usual;
  }

  /**
   * Tell whether this is the long run.
   *
   * @return true with {@code -Dcampaign=true}
   */
  public static boolean isCampaign() {
    return Boolean.getBoolean("campaign");
  }

  /**
   * Return the source of values.
   *
   * @return one and the same at each call
   */
  public Random random() {
    return random;
  }

  /** Names the seed, for messages. */
  @Override
  public String toString() {
    return "-Dseed=" + seed;
  }
}
