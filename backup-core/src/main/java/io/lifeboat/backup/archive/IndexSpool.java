package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The index of an archive that is being written, in a private file until it becomes its last
 * members: names, sizes and hashes, not encrypted, no content. The file is removed when this is
 * closed. Not thread-safe.
 */
final class IndexSpool implements AutoCloseable {

  /** The most raw bytes of one member of the index. */
  static final int MAX_BLOCK = 1 << 20;

  /** The longest path and link target fit into one line, escaped as they may have to be. */
  private static final int MIN_BLOCK = 64 << 10;

  private final ArchiveCodec codec;
  private final ByteBuffer lines;
  private final Path file;
  private final FileChannel channel;
  private final List<Block> blocks = new ArrayList<>();
  private long size;

  /** Lines that were encoded together. */
  record Block(long at, int size, int raw) {}

  IndexSpool(ArchiveCodec codec, int chunkBytes, Path directory) throws IOException {
    this.codec = codec;
    this.lines = ByteBuffer.allocate(Math.max(MIN_BLOCK, Math.min(MAX_BLOCK, chunkBytes)));
    Path own = Files.createTempDirectory(directory, "index-");
    this.file = own.resolve("spool");
    try {
      this.channel = FileChannel.open(file, options(), attributes(file.getFileSystem()));
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(own);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Set<StandardOpenOption> options() {
    return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?>[] attributes(FileSystem system) {
    return system.supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Adds a line and returns the number, from 1, of the index member that it will be in. */
  int add(IndexLine line) throws IOException {
    byte[] json = IndexJson.write(line);
    if (json.length + 1 > lines.capacity()) {
      throw new IOException(
          "A line of the index has " + json.length + " bytes, which is too long.");
    }
    if (json.length + 1 > lines.remaining()) {
      flush();
    }
    lines.put(json).put((byte) '\n');
    return blocks.size() + 1;
  }

  /** Ends the current member, so that the next line begins another. */
  void flush() throws IOException {
    if (lines.position() == 0) {
      return;
    }
    int raw = lines.flip().remaining();
    ByteBuffer encoded = Chunks.encode(codec, lines);
    lines.clear();
    int encodedSize = encoded.remaining();
    long at = size;
    while (encoded.hasRemaining()) {
      channel.write(encoded, at + encodedSize - encoded.remaining());
    }
    size += encodedSize;
    blocks.add(new Block(at, encodedSize, raw));
  }

  List<Block> blocks() {
    return List.copyOf(blocks);
  }

  ByteBuffer read(Block block) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(block.size());
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, block.at() + bytes.position()) < 0) {
        throw new IOException("The spooled index " + file + " became shorter.");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
      Path directory = file.getParent();
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
    }
  }
}
