package io.lifeboat.backup;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How far an operation is, at one moment. Immutable. */
public final class Progress {

  private final Phase phase;
  private final String part;
  private final long bytes;
  private final long totalBytes;
  private final long rows;
  private final Duration elapsed;

  Progress(Phase phase, String part, long bytes, long totalBytes, long rows, Duration elapsed) {
    this.phase = Objects.requireNonNull(phase, "phase");
    this.part = Objects.requireNonNull(part, "part");
    this.bytes = bytes;
    this.totalBytes = totalBytes;
    this.rows = rows;
    this.elapsed = Objects.requireNonNull(elapsed, "elapsed");
  }

  /**
   * Return what the operation is doing.
   *
   * @return the phase; bytes, rows, rate and time are of this phase alone
   */
  public Phase phase() {
    return phase;
  }

  /**
   * Return what was begun last.
   *
   * @return a part of the database or a file; empty if the phase has neither
   */
  public Optional<String> part() {
    return part.isEmpty() ? Optional.empty() : Optional.of(part);
  }

  /**
   * Return how many bytes this phase has moved.
   *
   * @return bytes as the database and the files have them, before compression
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Return how many bytes this phase will move, as far as that is known.
   *
   * @return an estimate, never less than {@link #bytes()}; empty if nothing is known
   */
  public OptionalLong totalBytes() {
    return totalBytes <= 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(totalBytes, bytes));
  }

  /**
   * Return how many rows this phase has moved.
   *
   * @return rows of parts that are done
   */
  public long rows() {
    return rows;
  }

  /**
   * Return how long this phase has taken so far.
   *
   * @return the time
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * Return how much of this phase is done.
   *
   * @return 0 to 1; empty if the total is not known
   */
  public OptionalDouble fraction() {
    OptionalLong total = totalBytes();
    return total.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) bytes / total.getAsLong());
  }

  /**
   * Return how fast this phase is on average.
   *
   * @return bytes a second; zero in its first moments
   */
  public long bytesPerSecond() {
    long millis = elapsed.toMillis();
    return millis == 0 ? 0 : (long) (bytes * 1000.0 / millis);
  }

  /**
   * Return how long this phase will take from here, at its average rate.
   *
   * @return the time; empty if total or rate are not known
   */
  public Optional<Duration> timeLeft() {
    OptionalLong total = totalBytes();
    long rate = bytesPerSecond();
    return total.isEmpty() || rate == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((total.getAsLong() - bytes) * 1000 / rate));
  }

  @Override
  public String toString() {
    return phase
        + (part.isEmpty() ? "" : " " + part)
        + ": "
        + bytes
        + (totalBytes <= 0 ? "" : " of about " + Math.max(totalBytes, bytes))
        + " bytes, "
        + rows
        + " rows";
  }
}
