package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ByteSource;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in memory that count what is asked of them: to a storage, each read is a request. */
final class CountingSource implements ByteSource {

  final AtomicInteger reads = new AtomicInteger();
  final AtomicLong bytes = new AtomicLong();
  private final byte[] all;

  CountingSource(byte[] all) {
    this.all = all;
  }

  void reset() {
    reads.set(0);
    bytes.set(0);
  }

  @Override
  public long size() {
    return all.length;
  }

  @Override
  public int read(long position, ByteBuffer target) {
    reads.incrementAndGet();
    int count = (int) Math.min(target.remaining(), Math.max(0, all.length - position));
    if (count > 0) {
      target.put(all, (int) position, count);
      bytes.addAndGet(count);
    }
    return Math.max(0, count);
  }

  @Override
  public void close() {}
}
