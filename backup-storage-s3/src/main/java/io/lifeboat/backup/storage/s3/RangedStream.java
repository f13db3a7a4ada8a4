package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of a range of an object from one connection, exactly as many as there must be.
 *
 * <p>A connection that breaks off is followed by another one that goes on at the same byte, of the
 * same object: its tag must be the one of the first answer. Several such ends without a byte
 * between them are a failure, never the end.
 */
final class RangedStream extends InputStream {

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  private final Connection connection;
  private final ObjectKey key;
  private final @Nullable String tag;
  private final long end;
  private final long rangeEnd;
  private long position;
  private @Nullable ResponseInputStream<GetObjectResponse> body;
  private int failures;

  private RangedStream(
      Connection connection,
      ObjectKey key,
      @Nullable String tag,
      long position,
      long end,
      long rangeEnd,
      @Nullable ResponseInputStream<GetObjectResponse> body) {
    this.connection = connection;
    this.key = key;
    this.tag = tag;
    this.position = position;
    this.end = end;
    this.rangeEnd = rangeEnd;
    this.body = body;
  }

  /**
   * Asks for the first bytes of a range that is not empty.
   *
   * @param most how many of them this stream has at most
   */
  static RangedStream open(Connection connection, ObjectKey key, ByteRange range, long most)
      throws StorageException {
    long begin = range.offset();
    long wanted = range.length().isPresent() ? begin + range.length().getAsLong() : Long.MAX_VALUE;
    long asked = wanted - begin > most ? begin + most : wanted;
    ResponseInputStream<GetObjectResponse> body = get(connection, key, begin, asked, null);
    OptionalLong stated = objectSize(body.response());
    boolean isPart = body.response().contentRange() != null;
    if (isPart && stated.isEmpty() && asked < wanted) {
      body.abort(); // where the object ends is not told, unless the answer goes there
      return open(connection, key, range, Long.MAX_VALUE);
    }
    long size = stated.orElse(begin + body.response().contentLength());
    long rangeEnd = Math.min(size, wanted);
    if (range.length().isPresent() && size < wanted) {
      body.abort();
      throw tooShort(key, range, size);
    }
    long end = isPart ? Math.min(asked, rangeEnd) : rangeEnd;
    return new RangedStream(connection, key, body.response().eTag(), begin, end, rangeEnd, body);
  }

  /** Gives a range of the object that has a tag; nothing is asked before the first byte is read. */
  static RangedStream pinned(
      Connection connection, ObjectKey key, String tag, long begin, long end) {
    return new RangedStream(connection, key, tag, begin, end, end, null);
  }

  private static ResponseInputStream<GetObjectResponse> get(
      Connection connection, ObjectKey key, long begin, long end, @Nullable String tag)
      throws StorageException {
    S3Settings settings = connection.settings();
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(settings.bucket())
            .key(settings.fullKey(key))
            .range("bytes=" + begin + "-" + (end == Long.MAX_VALUE ? "" : end - 1));
    if (tag != null) {
      request.ifMatch(tag);
    }
    ResponseInputStream<GetObjectResponse> body =
        connection.ask(
            Connection.Action.READ,
            "object '" + key + "'",
            () -> connection.client().getObject(request.build()));
    if (!startsAt(begin, body.response())) {
      body.abort();
      throw new StorageException(
          Reason.OTHER,
          "The server of %s answers a request for bytes from %d of %s with other bytes: it, or a proxy before it, ignores ranges."
              .formatted(settings.place(), begin, key));
    }
    if (tag != null && !tag.equals(body.response().eTag())) {
      body.abort(); // a server that does not know If-Match
      throw replaced(key, null);
    }
    return body;
  }

  /** Who ignores a range from the beginning on gives the beginning too. */
  private static boolean startsAt(long offset, GetObjectResponse response) {
    Matcher range = contentRange(response);
    return range.matches()
        ? Long.parseLong(range.group(1)) == offset
        : offset == 0 && response.contentRange() == null;
  }

  private static OptionalLong objectSize(GetObjectResponse response) {
    Matcher range = contentRange(response);
    return range.matches() && !range.group(3).equals("*")
        ? OptionalLong.of(Long.parseLong(range.group(3)))
        : OptionalLong.empty();
  }

  private static Matcher contentRange(GetObjectResponse response) {
    return CONTENT_RANGE.matcher(Objects.toString(response.contentRange(), ""));
  }

  private static StorageException replaced(ObjectKey key, @Nullable StorageException e) {
    return new StorageException(
        Reason.CORRUPTED,
        "The object %s was replaced while it was being read.".formatted(key),
        false,
        e);
  }

  Optional<String> tag() {
    return Optional.ofNullable(tag);
  }

  /** Where this stream ends, in bytes from the object's beginning. */
  long end() {
    return end;
  }

  /** Where the range that was asked for ends. */
  long rangeEnd() {
    return rangeEnd;
  }

  static StorageException tooShort(ObjectKey key, ByteRange range, long size) {
    return new StorageException(
        Reason.RANGE,
        "The object %s has %d bytes; the range %s was asked for.".formatted(key, size, range));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      int count = tryRead(bytes, offset, (int) Math.min(length, end - position));
      if (count > 0) {
        position += count;
        failures = 0;
        return count;
      }
    }
    return -1;
  }

  /** Returns 0 if the connection broke off and another one shall be tried. */
  private int tryRead(byte[] bytes, int offset, int length) throws IOException {
    try {
      if (body == null) {
        body = get(connection, key, position, end, tag);
      }
      int count = body.read(bytes, offset, length);
      if (count > 0) {
        return count;
      }
      brokeOff(null);
    } catch (StorageException e) {
      if (e.reason() == Reason.EXISTS) { // what a failed If-Match is told as
        throw replaced(key, e);
      }
      throw e;
    } catch (IOException | SdkException e) {
      brokeOff(e);
    }
    return 0;
  }

  private void brokeOff(@Nullable Exception e) throws StorageException {
    abort();
    failures++;
    if (tag == null || failures >= connection.settings().transfer().attempts()) {
      throw new StorageException(
          Reason.UNAVAILABLE,
          "The object %s in %s broke off at byte %d of %d, again and again. Check the network, then try again."
              .formatted(key, connection.settings().place(), position, end),
          true,
          e);
    }
  }

  @Override
  public int available() throws IOException {
    return body == null ? 0 : (int) Math.min(body.available(), end - position);
  }

  @Override
  public void close() throws IOException {
    if (position < end) {
      abort(); // closing would read the rest
    } else if (body != null) {
      body.close();
      body = null;
    }
    position = end;
  }

  private void abort() {
    if (body != null) {
      body.abort();
      body = null;
    }
  }
}
