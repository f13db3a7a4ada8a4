package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a local file. */
public final class FileByteSource implements ByteSource {

  private final FileChannel channel;

  private FileByteSource(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Open a file.
   *
   * @param file the file
   * @return its bytes; the caller closes them
   * @throws IOException if it can't be read
   */
  public static FileByteSource open(Path file) throws IOException {
    return new FileByteSource(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int read = channel.read(target, position + total);
      if (read < 0) {
        break;
      }
      total += read;
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
