package io.lifeboat.backup.client;

import io.lifeboat.backup.api.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/** A file that only this user can read, and that is gone after {@link #delete}. */
final class PrivateFile {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path path;

  private PrivateFile(Path path) {
    this.path = path;
  }

  /** The mode is set as the file is created: there is no moment at which others can read it. */
  static PrivateFile write(Path directory, Secret content) throws IOException {
    PrivateFile file =
        new PrivateFile(directory.resolve("options-" + UUID.randomUUID()).toAbsolutePath());
    byte[] bytes = content.revealUtf8();
    try (SeekableByteChannel channel = create(file.path)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.delete();
      throw e;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  Path path() {
    return path;
  }

  /** Best effort: the operation's working directory is removed with all in it anyway. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  private static SeekableByteChannel create(Path path) throws IOException {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix ? Files.newByteChannel(path, NEW, OWNER_ONLY) : Files.newByteChannel(path, NEW);
  }
}
