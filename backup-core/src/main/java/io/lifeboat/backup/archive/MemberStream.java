package io.lifeboat.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a part or file, member by member. Ends only when the last member was delivered;
 * one that is missing is a failure and never an end.
 */
abstract class MemberStream extends InputStream {

  private static final byte[] NOTHING = {};

  private byte[] chunk = NOTHING;
  private int position;
  private boolean ended;
  private boolean failed;

  /** Returns the next chunk, already verified; null after the last. */
  abstract byte @Nullable [] nextChunk() throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == chunk.length) {
      if (ended) {
        return -1;
      }
      if (failed) {
        throw ArchiveContents.damaged("what follows something damaged is not given");
      }
      failed = true;
      chunk = NOTHING; // not held beside the next one
      position = 0;
      byte[] next = nextChunk();
      failed = false;
      ended = next == null;
      chunk = next == null ? NOTHING : next;
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, bytes, offset, count);
    position += count;
    return count;
  }
}
