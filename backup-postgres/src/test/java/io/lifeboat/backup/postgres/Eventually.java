package io.lifeboat.backup.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Waits for what a server does in its own time. */
final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Eventually() {}

  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns once the condition holds; fails when it does not within half a minute. */
  static void holds(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("It never came true: " + what);
      }
      pause();
    }
  }
}
