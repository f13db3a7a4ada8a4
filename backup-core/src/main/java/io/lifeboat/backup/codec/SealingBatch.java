package io.lifeboat.backup.codec;

import java.nio.ByteBuffer;

/** Some chunks in a row, gathered in plain and sealed where they are. Not thread-safe. */
final class SealingBatch {

  /** As many as stay below 1 MiB, so that a small heap holds a batch in one region. */
  private static final int CHUNKS = 15;

  private final byte[] bytes = new byte[CHUNKS * StreamKey.SEALED];
  private int plainSize;

  boolean isFull() {
    return plainSize == CHUNKS * StreamKey.CHUNK;
  }

  /** Takes what there is room for. */
  void add(ByteBuffer more) {
    while (more.hasRemaining() && !isFull()) {
      int inChunk = plainSize % StreamKey.CHUNK;
      int count = Math.min(more.remaining(), StreamKey.CHUNK - inChunk);
      more.get(bytes, plainSize / StreamKey.CHUNK * StreamKey.SEALED + inChunk, count);
      plainSize += count;
    }
  }

  /** How many chunks this is; an empty batch is the one empty chunk of an empty payload. */
  int chunks() {
    return Math.max(1, (plainSize + StreamKey.CHUNK - 1) / StreamKey.CHUNK);
  }

  void seal(StreamKey key, long firstNumber, boolean last) {
    int count = chunks();
    for (int i = 0; i < count; i++) {
      int size = Math.min(StreamKey.CHUNK, plainSize - i * StreamKey.CHUNK);
      key.seal(firstNumber + i, last && i == count - 1, bytes, i * StreamKey.SEALED, size);
    }
  }

  ByteBuffer sealed() {
    return ByteBuffer.wrap(bytes, 0, plainSize + chunks() * ChaCha20Poly1305.TAG);
  }

  void clear() {
    plainSize = 0;
  }
}
