package io.lifeboat.backup.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The bytes of one part, until they have arrived: in the heap, or in a private temporary file if
 * the part is large. What is in it is encrypted already.
 *
 * <p>Its checksum is computed as it is filled, so that it covers the file as well as the network.
 * Filled by one thread, then read by another.
 */
final class PartBuffer implements Closeable {

  /** The largest part that is kept in the heap. */
  static final long MAX_HEAP = 32 * PartSchedule.MIB;

  private static final int FIRST_ALLOCATION = 64 << 10;

  /** What is larger than this gets all its room at once, rather than be copied as it grows. */
  private static final int GROWS_UNTIL = 512 << 10;

  private final long capacity;
  private final CRC32 crc = new CRC32();
  private final @Nullable MessageDigest md5;
  private final @Nullable Path file;
  private final @Nullable FileChannel channel;
  private byte[] heap;
  private long size;

  private PartBuffer(
      long capacity,
      boolean withMd5,
      byte[] heap,
      @Nullable Path file,
      @Nullable FileChannel channel) {
    this.capacity = capacity;
    this.md5 = withMd5 ? newMd5() : null;
    this.heap = heap;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Makes an empty part.
   *
   * @param reusable an array to fill if it is large enough; may be empty
   */
  static PartBuffer create(long capacity, boolean withMd5, byte[] reusable) throws IOException {
    if (capacity <= MAX_HEAP) {
      byte[] heap = reusable.length == capacity ? reusable : new byte[0];
      return new PartBuffer(capacity, withMd5, heap, null, null);
    }
    Path file = Files.createTempFile("lifeboat-part-", ".tmp", privately());
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new PartBuffer(capacity, withMd5, new byte[0], file, channel);
  }

  private static FileAttribute<?>[] privately() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5.", e);
    }
  }

  boolean isSpooled() {
    return channel != null;
  }

  boolean isFull() {
    return size == capacity;
  }

  long size() {
    return size;
  }

  /** Takes as many bytes as fit. */
  void fill(ByteBuffer bytes) throws IOException {
    int count = (int) Math.min(bytes.remaining(), capacity - size);
    ByteBuffer taken = bytes.slice(bytes.position(), count);
    crc.update(taken.duplicate());
    if (md5 != null) {
      md5.update(taken.duplicate());
    }
    if (channel == null) {
      grow((int) size + count);
      taken.get(heap, (int) size, count);
    } else {
      while (taken.hasRemaining()) {
        channel.write(taken);
      }
    }
    bytes.position(bytes.position() + count);
    size += count;
  }

  private void grow(int needed) {
    if (needed > heap.length) {
      long more = Math.max(FIRST_ALLOCATION, Math.max(needed, 2L * heap.length));
      heap = Arrays.copyOf(heap, (int) (more > GROWS_UNTIL ? capacity : Math.min(capacity, more)));
    }
  }

  /** Returns the bytes from their beginning; may be called again for another attempt. */
  InputStream open() {
    if (file == null) {
      return new ByteArrayInputStream(heap, 0, (int) size);
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * States in a request what will arrive: the length, and the MD5 if it was asked for, or the CRC.
   */
  void describe(PutObjectRequest.Builder request) {
    request.contentLength(size);
    if (md5 == null) {
      request.checksumCRC32(crc32Text());
    } else {
      request.contentMD5(md5Text());
    }
  }

  int crc32() {
    return (int) crc.getValue();
  }

  /** Returns the CRC-32 as a header has it. */
  String crc32Text() {
    return base64(crc32());
  }

  /** Returns the MD5 as a header has it; null if it was not asked for. Called once. */
  @Nullable String md5Text() {
    return md5 == null ? null : Base64.getEncoder().encodeToString(md5.digest());
  }

  static String base64(int crc) {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(crc).array());
  }

  /** Gives its array away, for the next part; the bytes are gone then. */
  byte[] recycle() {
    byte[] array = heap.length == capacity ? heap : new byte[0];
    heap = new byte[0];
    return array;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
