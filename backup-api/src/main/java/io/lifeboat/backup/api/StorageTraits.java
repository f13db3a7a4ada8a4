package io.lifeboat.backup.api;

/** What a storage can do. Immutable; starts from the careful answer to each question. */
public final class StorageTraits {

  private static final StorageTraits DEFAULTS = new StorageTraits(false, true, Long.MAX_VALUE);

  private final boolean conditionalCreate;
  private final boolean remote;
  private final long maxObjectSize;

  private StorageTraits(boolean conditionalCreate, boolean remote, long maxObjectSize) {
    this.conditionalCreate = conditionalCreate;
    this.remote = remote;
    this.maxObjectSize = maxObjectSize;
  }

  /**
   * Return the careful answers: no conditional create, remote, no limit of size.
   *
   * @return the traits
   */
  public static StorageTraits defaults() {
    return DEFAULTS;
  }

  /**
   * Say whether of two writers of one key exactly one succeeds, whatever the timing.
   *
   * @param value true if so
   * @return new traits
   */
  public StorageTraits withConditionalCreate(boolean value) {
    return new StorageTraits(value, remote, maxObjectSize);
  }

  /**
   * Say whether reading the same bytes twice is costly.
   *
   * @param value true if so
   * @return new traits
   */
  public StorageTraits withRemote(boolean value) {
    return new StorageTraits(conditionalCreate, value, maxObjectSize);
  }

  /**
   * Say how large one object may be.
   *
   * @param bytes more than zero
   * @return new traits
   */
  public StorageTraits withMaxObjectSize(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("The largest object has more than zero bytes: " + bytes);
    }
    return new StorageTraits(conditionalCreate, remote, bytes);
  }

  /**
   * Tell whether of two writers of one key exactly one succeeds, whatever the timing.
   *
   * @return true if so
   */
  public boolean conditionalCreate() {
    return conditionalCreate;
  }

  /**
   * Tell whether reading the same bytes twice is costly.
   *
   * @return true if so
   */
  public boolean remote() {
    return remote;
  }

  /**
   * Return how large one object may be.
   *
   * @return bytes
   */
  public long maxObjectSize() {
    return maxObjectSize;
  }
}
