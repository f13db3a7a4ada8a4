package io.lifeboat.backup.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a dump is restored, as far as it is the same for all dialects. Immutable. */
public final class RestoreOptions {

  private final RestoreMode mode;
  private final String into;
  private final Set<String> groups;
  private final int workers;
  private final Duration swapWait;
  private final @Nullable DialectOptions dialect;

  private RestoreOptions(
      RestoreMode mode,
      String into,
      Set<String> groups,
      int workers,
      Duration swapWait,
      @Nullable DialectOptions dialect) {
    this.mode = Objects.requireNonNull(mode, "mode");
    this.into = into;
    this.groups = Set.copyOf(groups);
    this.workers = workers;
    this.swapWait = swapWait;
    this.dialect = dialect;
  }

  /**
   * Return options that load everything over the live data.
   *
   * @return mode {@link RestoreMode#IN_PLACE}, one worker
   */
  public static RestoreOptions inPlace() {
    return of(RestoreMode.IN_PLACE, "");
  }

  /**
   * Return options that load everything beside the live data and exchange it.
   *
   * @return mode {@link RestoreMode#SWAP}, one worker, 30 seconds for the exchange
   */
  public static RestoreOptions swap() {
    return of(RestoreMode.SWAP, "");
  }

  /**
   * Return options that load everything into a place of another name.
   *
   * @param name the database or schema, not quoted
   * @return mode {@link RestoreMode#INTO}, one worker
   */
  public static RestoreOptions into(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The place to restore into has a name.");
    }
    return of(RestoreMode.INTO, name);
  }

  private static RestoreOptions of(RestoreMode mode, String into) {
    return new RestoreOptions(mode, into, Set.of(), 1, Duration.ofSeconds(30), null);
  }

  /**
   * Restore chosen groups only.
   *
   * @param value groups of {@link DumpPart#group()}; empty means all
   * @return new options
   */
  public RestoreOptions withGroups(Set<String> value) {
    return new RestoreOptions(mode, into, value, workers, swapWait, dialect);
  }

  /**
   * Say how many threads will load parts at the same time.
   *
   * @param value one or more
   * @return new options
   */
  public RestoreOptions withWorkers(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("Workers are one or more, not " + value);
    }
    return new RestoreOptions(mode, into, groups, value, swapWait, dialect);
  }

  /**
   * Bound the time in which the exchange waits for others to let go.
   *
   * @param value more than zero
   * @return new options
   */
  public RestoreOptions withSwapWait(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("The wait for the exchange is more than zero: " + value);
    }
    return new RestoreOptions(mode, into, groups, workers, value, dialect);
  }

  /**
   * Add the dialect's own options.
   *
   * @param value of the class that the dialect's provider documents
   * @return new options
   */
  public RestoreOptions withDialect(DialectOptions value) {
    return new RestoreOptions(mode, into, groups, workers, swapWait, value);
  }

  /**
   * Return where the data goes.
   *
   * @return the mode
   */
  public RestoreMode mode() {
    return mode;
  }

  /**
   * Return the name of the place for {@link RestoreMode#INTO}.
   *
   * @return not quoted; empty in other modes
   */
  public Optional<String> into() {
    return into.isEmpty() ? Optional.empty() : Optional.of(into);
  }

  /**
   * Return the chosen groups.
   *
   * @return unmodifiable; empty means all
   */
  public Set<String> groups() {
    return groups;
  }

  /**
   * Return how many threads will load parts at the same time.
   *
   * @return one or more
   */
  public int workers() {
    return workers;
  }

  /**
   * Return how long the exchange waits for others to let go.
   *
   * @return more than zero
   */
  public Duration swapWait() {
    return swapWait;
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
