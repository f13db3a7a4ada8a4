package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads that send the parts of one object.
 *
 * <p>They live here and not in the core, since what travels at once is a matter of this protocol;
 * their number is a setting, and none outlives its writer.
 */
final class PartSenders {

  private final int most;
  private final Semaphore free;
  private final ExecutorService threads;

  PartSenders(ObjectKey key, int most) {
    this.most = most;
    this.free = new Semaphore(most);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "lifeboat-s3-" + key);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /**
   * Sends as soon as there is room.
   *
   * @param alone with no other one on its way: a part on disk is large, and two of them are enough
   */
  void submit(boolean alone, Runnable sending) throws IOException {
    int permits = alone ? most : 1;
    acquire(permits);
    threads.execute(
        () -> {
          try {
            sending.run();
          } finally {
            free.release(permits);
          }
        });
  }

  /** Returns when nothing is on its way. */
  void await() throws IOException {
    acquire(most);
    free.release(most);
  }

  private void acquire(int permits) throws IOException {
    try {
      free.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("The thread was interrupted while parts were being sent.");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /**
   * Ends the threads. Returns when none of them sends any more, whether interrupted or not: a part
   * that arrives after the upload was given up would stay on the server.
   */
  void close(boolean hastily) {
    if (hastily) {
      threads.shutdownNow().forEach(Runnable::run); // they find out that it is over, and clean up
    } else {
      threads.shutdown();
    }
    boolean wasInterrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
