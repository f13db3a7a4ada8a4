package io.lifeboat.backup.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A wish to stop that only goes one way: once requested, it stays requested. Thread-safe.
 *
 * <p>Whoever blocks in a call that can't poll registers what ends that call, such as {@code
 * statement::cancel} or {@code process::destroy}.
 */
public final class CancellationToken {

  private final Map<Object, Runnable> actions = new LinkedHashMap<>();
  private @Nullable String reason;

  private CancellationToken() {}

  /**
   * Make a token that nobody has cancelled.
   *
   * @return the token
   */
  public static CancellationToken create() {
    return new CancellationToken();
  }

  /**
   * Ask to stop. Runs the registered actions on this thread, each of them even if another throws; a
   * second call does nothing.
   *
   * @param why shown to the operator
   */
  public void cancel(String why) {
    List<Runnable> toRun;
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = why;
      toRun = List.copyOf(actions.values());
      actions.clear();
    }
    RuntimeException failure = null;
    for (Runnable action : toRun) {
      try {
        action.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Tell whether stopping was asked for.
   *
   * @return true from the first {@link #cancel} on
   */
  public synchronized boolean isCancelled() {
    return reason != null;
  }

  /**
   * Return why stopping was asked for.
   *
   * @return the reason; empty if it was not
   */
  public synchronized Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * Leave by an exception if stopping was asked for.
   *
   * @throws CancellationException if so, with the reason as its message
   */
  public void throwIfCancelled() {
    reason()
        .ifPresent(
            why -> {
              throw new CancellationException(why);
            });
  }

  /**
   * Run an action when stopping is asked for: at once, on this thread, if it already was.
   *
   * @param action short, does not block, may be called by any thread
   * @return takes the action back when closed
   */
  public Registration onCancel(Runnable action) {
    Object id = new Object();
    synchronized (this) {
      if (reason == null) {
        actions.put(id, action);
        return () -> remove(id);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void remove(Object id) {
    actions.remove(id);
  }

  /** An action that waits for a cancellation. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {

    /** Take the action back. A second call does nothing. */
    @Override
    void close();
  }
}
