package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How an archive is written.
 *
 * @param chunkBytes how many raw bytes go into one member, {@link #MIN_CHUNK_BYTES} to {@link
 *     #MAX_CHUNK_BYTES}; each worker holds one raw and one encoded chunk
 * @param memberCodec encodes members, one whole chunk at a time
 * @param workDirectory where the compressed index of a large archive waits until the archive is
 *     finished: names, sizes and hashes, no content, not encrypted, mode 0600, deleted in all
 *     paths. Exists, mode 0700
 */
public record ArchiveSettings(int chunkBytes, ArchiveCodec memberCodec, Path workDirectory) {

  /**
   * The default: so much less than 4 MiB that a chunk and its array, plain or compressed, take four
   * regions of 1 MiB in the heap of a small JVM, and not five.
   */
  public static final int DEFAULT_CHUNK_BYTES = (4 << 20) - (64 << 10);

  /** The smallest chunk. */
  public static final int MIN_CHUNK_BYTES = 1 << 10;

  /** The largest chunk: 64 MiB, which also bounds what a reader has to hold. */
  public static final int MAX_CHUNK_BYTES = 64 << 20;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the chunks are too small or too large
   */
  public ArchiveSettings {
    Objects.requireNonNull(memberCodec, "memberCodec");
    Objects.requireNonNull(workDirectory, "workDirectory");
    if (chunkBytes < MIN_CHUNK_BYTES || chunkBytes > MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "A chunk has %d to %d bytes, not %d"
              .formatted(MIN_CHUNK_BYTES, MAX_CHUNK_BYTES, chunkBytes));
    }
  }

  /**
   * Use chunks of almost 4 MiB.
   *
   * @param memberCodec encodes members
   * @param workDirectory where the index waits
   * @return the settings
   */
  public static ArchiveSettings of(ArchiveCodec memberCodec, Path workDirectory) {
    return new ArchiveSettings(DEFAULT_CHUNK_BYTES, memberCodec, workDirectory);
  }
}
