package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long the opening of a dump goes on trying, and the pauses between. For one thread. */
final class Patience {

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** Whoever waits behind a lock that this waits for does not wait for longer. */
  private static final long LONGEST_WAIT_MILLIS = 2000;

  private final Duration whole;
  private final long end;
  private final OperationContext context;
  private long pause = FIRST_PAUSE;

  Patience(Duration whole, OperationContext context) {
    this.whole = whole;
    this.end = System.nanoTime() + whole.toNanos();
    this.context = context;
  }

  /** How long one attempt may wait for a lock, in milliseconds: at least one. */
  long forOneLock() {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    return Math.max(1, Math.min(left, LONGEST_WAIT_MILLIS));
  }

  /** Pauses before another attempt, longer each time; throws if there is no time for one. */
  void pause() throws DialectException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new DialectException(
          Reason.LOCKED,
          "For %d s, others held tables or changed their structure each time the dump began. Back up when the schema is at rest, or raise lockWait."
              .formatted(whole.toSeconds()),
          true,
          null);
    }
    // Not in step with whoever changes the tables.
    long random = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    LockSupport.parkNanos(Math.min(left, random));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new IllegalStateException("cancelled"));
    }
  }
}
