package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object or a range of it, exactly as many as there must be.
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
  private long position;
  private @Nullable ResponseInputStream<GetObjectResponse> body;
  private int failures;

  private RangedStream(
      Connection connection,
      ObjectKey key,
      long position,
      long end,
      ResponseInputStream<GetObjectResponse> body) {
    this.connection = connection;
    this.key = key;
    this.tag = body.response().eTag();
    this.position = position;
    this.end = end;
    this.body = body;
  }

  /** Asks for a range that is not empty. */
  static RangedStream open(Connection connection, ObjectKey key, ByteRange range)
      throws StorageException {
    ResponseInputStream<GetObjectResponse> body =
        get(connection, key, range.offset(), range.length().orElse(-1), null);
    long length = body.response().contentLength();
    long wanted = range.length().orElse(length);
    if (length != wanted) {
      body.abort();
      throw tooShort(key, range, range.offset() + length);
    }
    return new RangedStream(connection, key, range.offset(), range.offset() + length, body);
  }

  private static ResponseInputStream<GetObjectResponse> get(
      Connection connection, ObjectKey key, long offset, long length, @Nullable String tag)
      throws StorageException {
    S3Settings settings = connection.settings();
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(settings.bucket()).key(settings.fullKey(key));
    boolean isRange = offset > 0 || length >= 0;
    if (isRange) {
      request.range("bytes=" + offset + "-" + (length < 0 ? "" : offset + length - 1));
    }
    if (tag != null) {
      request.ifMatch(tag);
    }
    ResponseInputStream<GetObjectResponse> body =
        connection.ask(
            Connection.Action.READ,
            "object '" + key + "'",
            () -> connection.client().getObject(request.build()));
    if (isRange && !startsAt(offset, body.response())) {
      body.abort();
      throw new StorageException(
          Reason.OTHER,
          "The server of %s answers a request for bytes from %d of %s with other bytes: it, or a proxy before it, ignores ranges."
              .formatted(settings.place(), offset, key));
    }
    return body;
  }

  private static boolean startsAt(long offset, GetObjectResponse response) {
    Matcher range = CONTENT_RANGE.matcher(Objects.toString(response.contentRange(), ""));
    return range.matches() && Long.parseLong(range.group(1)) == offset;
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
        body = get(connection, key, position, end - position, tag);
      }
      int count = body.read(bytes, offset, length);
      if (count > 0) {
        return count;
      }
      brokeOff(null);
    } catch (StorageException e) {
      if (e.reason() == Reason.EXISTS) { // what a failed If-Match is told as
        throw new StorageException(
            Reason.CORRUPTED,
            "The object %s was replaced while it was being read.".formatted(key),
            false,
            e);
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
