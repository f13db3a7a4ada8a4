package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Writes the payload of an age file, behind a header that is written already.
 *
 * <p>Batches are sealed by others while the next one is filled, and reach the sink in order. A
 * batch that nobody has begun when its turn comes is sealed by the writing thread, so a busy or
 * stopped executor makes this slower and never stuck.
 */
final class AgeOutput implements EncodedOutput {

  private final EncodedOutput sink;
  private final StreamKey key;
  private final SealingPool pool;
  private final OutputState state = new OutputState();
  private final Deque<FutureTask<SealingBatch>> sealing = new ArrayDeque<>();
  private final Deque<SealingBatch> spare = new ArrayDeque<>();
  private final ByteBuffer unwrittenNonce;
  private SealingBatch filling = new SealingBatch();
  private long nextNumber;

  AgeOutput(EncodedOutput sink, byte[] fileKey, byte[] nonce, SealingPool pool) {
    this.sink = sink;
    this.key = new StreamKey(fileKey, nonce);
    this.pool = pool;
    this.unwrittenNonce = ByteBuffer.wrap(nonce.clone());
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    state.beginWrite();
    while (bytes.hasRemaining()) {
      // A full batch waits until there is more: only then is it known not to be the last.
      if (filling.isFull()) {
        startSealing(false);
        filling = spare.isEmpty() ? new SealingBatch() : spare.pop();
      }
      filling.add(bytes);
    }
    state.endWrite();
  }

  @Override
  public void finish() throws IOException {
    state.beginFinish();
    startSealing(true);
    while (!sealing.isEmpty()) {
      writeOldest();
    }
    sink.finish();
  }

  @Override
  public void close() throws IOException {
    if (state.close()) {
      sealing.forEach(task -> task.cancel(false));
      sealing.clear();
      spare.clear();
      sink.close();
    }
  }

  private void startSealing(boolean last) throws IOException {
    SealingBatch batch = filling;
    long first = nextNumber;
    nextNumber += batch.chunks();
    FutureTask<SealingBatch> task =
        new FutureTask<>(
            () -> {
              batch.seal(key, first, last);
              return batch;
            });
    sealing.add(task);
    offer(task);
    while (sealing.size() > pool.ahead()) {
      writeOldest();
    }
  }

  private void offer(Runnable task) {
    try {
      pool.executor().ifPresent(executor -> executor.execute(task));
    } catch (RejectedExecutionException stopped) {
      // Sealed by this thread when its turn comes.
    }
  }

  private void writeOldest() throws IOException {
    FutureTask<SealingBatch> task = sealing.remove();
    task.run();
    SealingBatch batch = await(task);
    if (unwrittenNonce.hasRemaining()) {
      sink.write(unwrittenNonce);
    }
    sink.write(batch.sealed());
    batch.clear();
    spare.push(batch);
  }

  private static SealingBatch await(FutureTask<SealingBatch> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the archive was being encrypted");
    } catch (ExecutionException failed) {
      throw new IllegalStateException("A chunk could not be encrypted", failed.getCause());
    }
  }
}
