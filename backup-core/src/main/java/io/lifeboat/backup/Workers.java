package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads of one operation. */
final class Workers implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Work that may fail with anything. */
  interface Work {
    void run() throws Exception;
  }

  private final ExecutorService executor;
  private final int threads;
  private final CancellationToken cancellation;

  /**
   * Starts threads as they are needed.
   *
   * @param threads how many at most
   * @param cancellation cancelled by the first failure, so that the other threads end soon
   */
  Workers(int threads, CancellationToken cancellation) {
    this.threads = threads;
    this.cancellation = cancellation;
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lifeboat-worker-" + COUNT.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  int threads() {
    return threads;
  }

  Batch batch() {
    return new Batch();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** Tasks that succeed or fail together. */
  final class Batch implements AutoCloseable {

    private final Semaphore places = new Semaphore(4 * threads);
    private final Object monitor = new Object();
    private int pending;
    private @Nullable Exception failure;

    /** Adds a task; may be called by a task of the same batch. */
    void submit(Work work) {
      submit(work, () -> {});
    }

    private void submit(Work work, Runnable after) {
      synchronized (monitor) {
        pending++;
      }
      executor.execute(() -> run(work, after));
    }

    /** Adds a task, waiting while many are queued, so that a long list stays out of memory. */
    void submitBounded(Work work) throws InterruptedException {
      places.acquire();
      submit(work, places::release);
    }

    private void run(Work work, Runnable after) {
      try {
        if (!hasFailed()) {
          work.run();
        }
      } catch (Exception e) {
        fail(e);
      } catch (Throwable e) {
        fail(new IllegalStateException("A worker died: " + e, e));
      } finally {
        after.run();
        synchronized (monitor) {
          pending--;
          monitor.notifyAll();
        }
      }
    }

    private boolean hasFailed() {
      synchronized (monitor) {
        return failure != null;
      }
    }

    private void fail(Exception e) {
      synchronized (monitor) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
          return;
        }
      }
      cancellation.cancel("Another part failed: " + e.getMessage());
    }

    /** Waits for all tasks, and throws the first failure. */
    void await() throws Exception {
      waitForAll();
      synchronized (monitor) {
        if (failure != null) {
          throw failure;
        }
      }
    }

    private void waitForAll() throws InterruptedException {
      synchronized (monitor) {
        while (pending > 0) {
          monitor.wait();
        }
      }
    }

    /** Waits until no task runs any more, so that what they use can be closed. */
    @Override
    public void close() {
      boolean interrupted = false;
      synchronized (monitor) {
        while (pending > 0) {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
