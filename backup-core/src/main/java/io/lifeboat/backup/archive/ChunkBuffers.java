package io.lifeboat.backup.archive;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Chunk buffers that are used again, since a dump of many small tables needs one for each. */
final class ChunkBuffers {

  private final int chunkBytes;
  private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

  ChunkBuffers(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  ByteBuffer take() {
    ByteBuffer buffer = idle.poll();
    return buffer == null ? ByteBuffer.allocate(chunkBytes) : buffer;
  }

  void giveBack(ByteBuffer buffer) {
    idle.add(buffer.clear());
  }

  void drop() {
    idle.clear();
  }
}
