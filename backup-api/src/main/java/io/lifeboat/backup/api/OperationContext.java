package io.lifeboat.backup.api;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What an operation lends to a plugin: time, the wish to stop, a private directory, an ear.
 * Immutable and thread-safe.
 */
public final class OperationContext {

  private final Clock clock;
  private final CancellationToken cancellation;
  private final Path workDirectory;
  private final Consumer<Finding> findings;

  private OperationContext(
      Clock clock, CancellationToken cancellation, Path workDirectory, Consumer<Finding> findings) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.cancellation = Objects.requireNonNull(cancellation, "cancellation");
    this.workDirectory = Objects.requireNonNull(workDirectory, "workDirectory");
    this.findings = Objects.requireNonNull(findings, "findings");
  }

  /**
   * Make a context that listens to nobody and is never cancelled.
   *
   * @param workDirectory where short-lived private files go; exists, mode 0700
   * @return the context, with the system's clock
   */
  public static OperationContext in(Path workDirectory) {
    return new OperationContext(
        Clock.systemUTC(), CancellationToken.create(), workDirectory, finding -> {});
  }

  /**
   * Use another clock.
   *
   * @param value the clock
   * @return a new context
   */
  public OperationContext withClock(Clock value) {
    return new OperationContext(value, cancellation, workDirectory, findings);
  }

  /**
   * Listen to another token.
   *
   * @param value the token
   * @return a new context
   */
  public OperationContext withCancellation(CancellationToken value) {
    return new OperationContext(clock, value, workDirectory, findings);
  }

  /**
   * Hand findings to somebody.
   *
   * @param value called by any thread
   * @return a new context
   */
  public OperationContext withFindings(Consumer<Finding> value) {
    return new OperationContext(clock, cancellation, workDirectory, value);
  }

  /**
   * Return the clock.
   *
   * @return never the system's own by another way
   */
  public Clock clock() {
    return clock;
  }

  /**
   * Return the wish to stop.
   *
   * @return the token
   */
  public CancellationToken cancellation() {
    return cancellation;
  }

  /**
   * Return where short-lived private files go.
   *
   * @return an existing directory, mode 0700, removed with all in it when the operation ends
   */
  public Path workDirectory() {
    return workDirectory;
  }

  /**
   * Put something into the report of the operation, such as what was changed on the way.
   *
   * @param finding without secrets
   */
  public void report(Finding finding) {
    findings.accept(finding);
  }
}
