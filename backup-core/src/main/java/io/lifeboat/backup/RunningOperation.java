package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An operation on a thread of the manager's. */
final class RunningOperation<T> implements Operation<T> {

  private final ProgressMeter meter;
  private final CancellationToken cancellation;
  private final CompletableFuture<T> result = new CompletableFuture<>();

  private RunningOperation(ProgressMeter meter, CancellationToken cancellation) {
    this.meter = meter;
    this.cancellation = cancellation;
  }

  static <T> RunningOperation<T> start(
      Executor executor, ProgressMeter meter, CancellationToken cancellation, Supplier<T> work) {
    RunningOperation<T> operation = new RunningOperation<>(meter, cancellation);
    executor.execute(() -> operation.run(work));
    return operation;
  }

  private void run(Supplier<T> work) {
    try {
      result.complete(work.get());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public Progress progress() {
    return meter.snapshot();
  }

  @Override
  public boolean isDone() {
    return result.isDone();
  }

  @Override
  public void cancel(String reason) {
    cancellation.cancel(reason);
  }

  @Override
  public T await() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw rethrow(e);
    }
  }

  @Override
  public Optional<T> await(Duration atMost) throws InterruptedException {
    try {
      return Optional.of(result.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      throw rethrow(e);
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }

  private static RuntimeException rethrow(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof RuntimeException e) {
      return e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(cause);
  }
}
