package io.lifeboat.backup.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a database is dumped, as far as it is the same for all dialects. Immutable. */
public final class DumpOptions {

  private static final DumpOptions DEFAULTS = new DumpOptions(1, 64L << 20, null);

  private final int workers;
  private final long partBytes;
  private final @Nullable DialectOptions dialect;

  private DumpOptions(int workers, long partBytes, @Nullable DialectOptions dialect) {
    this.workers = workers;
    this.partBytes = partBytes;
    this.dialect = dialect;
  }

  /**
   * Return the defaults.
   *
   * @return one worker, parts of about 64 MiB, the dialect's own defaults
   */
  public static DumpOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Say how many threads will write parts at the same time.
   *
   * @param value one or more
   * @return new options
   */
  public DumpOptions withWorkers(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("Workers are one or more, not " + value);
    }
    return new DumpOptions(value, partBytes, dialect);
  }

  /**
   * Say into parts of what size a large table is best cut.
   *
   * @param value bytes of its rows, more than zero; a wish, not a limit
   * @return new options
   */
  public DumpOptions withPartBytes(long value) {
    if (value < 1) {
      throw new IllegalArgumentException("A part has at least one byte, not " + value);
    }
    return new DumpOptions(workers, value, dialect);
  }

  /**
   * Add the dialect's own options.
   *
   * @param value of the class that the dialect's provider documents
   * @return new options
   */
  public DumpOptions withDialect(DialectOptions value) {
    return new DumpOptions(workers, partBytes, value);
  }

  /**
   * Return how many threads will write parts at the same time.
   *
   * @return one or more
   */
  public int workers() {
    return workers;
  }

  /**
   * Return into parts of what size a large table is best cut.
   *
   * @return bytes
   */
  public long partBytes() {
    return partBytes;
  }

  /**
   * Return the dialect's own options.
   *
   * @param <T> the class of the dialect's options
   * @param type that class
   * @return the options; empty if none were given, or those of another dialect
   */
  public <T extends DialectOptions> Optional<T> dialect(Class<T> type) {
    return type.isInstance(dialect) ? Optional.of(type.cast(dialect)) : Optional.empty();
  }
}
