package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives exactly as many bytes as were asked for; fewer is a failure and never an end. */
final class BoundedStream extends FilterInputStream {

  private final ObjectKey key;
  private long left;

  BoundedStream(InputStream in, ObjectKey key, long length) {
    super(in);
    this.key = key;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0) {
      return length == 0 ? 0 : -1;
    }
    int read;
    try {
      read = in.read(bytes, offset, (int) Math.min(length, left));
    } catch (IOException e) {
      throw LocalFailures.of("The object " + key + " can't be read to its end", e);
    }
    if (read < 0) {
      throw new StorageException(
          StorageException.Reason.CORRUPTED,
          "The object %s ended %d bytes early.".formatted(key, left));
    }
    left -= read;
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(in.available(), left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
