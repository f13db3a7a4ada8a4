package io.lifeboat.backup.codec;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Native contexts that wait for their next use. At most as many are kept as were in use at once.
 *
 * <p>Closing frees those that wait; it is also safe as the action of a {@link
 * java.lang.ref.Cleaner}.
 */
final class ContextPool<C extends Closeable> implements Runnable {

  /** What is done with a context while it is borrowed. */
  interface Use<C, R> {
    R with(C context);
  }

  private final ConcurrentLinkedDeque<C> idle = new ConcurrentLinkedDeque<>();
  private final Supplier<C> make;

  ContextPool(Supplier<C> make) {
    this.make = make;
  }

  /** A context whose use failed is not used again. */
  <R> R use(Use<C, R> use) {
    C pooled = idle.pollFirst();
    C context = pooled != null ? pooled : make.get();
    R result;
    try {
      result = use.with(context);
    } catch (RuntimeException | Error failure) {
      free(context);
      throw failure;
    }
    idle.addFirst(context);
    return result;
  }

  @Override
  public void run() {
    for (C context = idle.pollFirst(); context != null; context = idle.pollFirst()) {
      free(context);
    }
  }

  private void free(C context) {
    try {
      context.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
