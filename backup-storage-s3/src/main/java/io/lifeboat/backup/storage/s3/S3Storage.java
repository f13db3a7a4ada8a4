package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectVisitor;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.StorageTraits;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or what is below a prefix in it. The server is first asked when it is first used. */
final class S3Storage implements StorageTarget {

  private static final Logger LOG = System.getLogger(S3Storage.class.getName());

  private final Connection connection;
  private final S3Settings settings;
  private final Leftovers leftovers;
  private final ReadAhead readAhead;
  private final Clock clock;
  private final StorageTraits traits;
  private final AtomicBoolean swept = new AtomicBoolean();
  private volatile boolean closed;

  S3Storage(Connection connection, Leftovers leftovers, Clock clock) {
    this.connection = connection;
    this.settings = connection.settings();
    this.leftovers = leftovers;
    this.readAhead = new ReadAhead(connection);
    this.clock = clock;
    this.traits =
        StorageTraits.defaults()
            .withRemote(true)
            .withConditionalCreate(settings.transfer().conditionalCreate())
            .withMaxObjectSize(schedule(OptionalLong.of(PartSchedule.MAX_OBJECT)).capacity());
  }

  @Override
  public StorageTraits traits() {
    return traits;
  }

  @Override
  public ObjectWriter create(ObjectKey key, WriteOptions options) throws IOException {
    requireOpen();
    sweepOnce();
    if (head(key).isPresent()) {
      throw exists(key);
    }
    return new S3Writer(
        key,
        new Publication(connection, key, options.contentType(), clock),
        leftovers,
        connection,
        schedule(options.expectedSize()));
  }

  /**
   * Removes leftovers before the first object is written. A failure to do so must not fail a
   * backup.
   */
  private void sweepOnce() {
    if (swept.getAndSet(true)) {
      return;
    }
    try {
      leftovers.sweep();
    } catch (StorageException e) {
      LOG.log(
          Level.WARNING,
          "Uploads that a killed process left behind were not looked for; they are billed until they are removed: {0}",
          e.getMessage());
    }
  }

  private PartSchedule schedule(OptionalLong expected) {
    S3Settings.Transfer transfer = settings.transfer();
    // With equal parts, only an object that is known to be large may begin with other ones.
    return PartSchedule.of(transfer.partSize(), transfer.growingParts(), expected);
  }

  @Override
  public InputStream read(ObjectKey key, ByteRange range) throws IOException {
    requireOpen();
    if (range.length().orElse(1) == 0) {
      requireInside(key, range, head(key));
      return InputStream.nullInputStream();
    }
    try {
      return ObjectStream.open(readAhead, key, range);
    } catch (StorageException e) {
      if (e.reason() != Reason.RANGE) {
        throw e;
      }
      // A server also refuses an empty range at the very end.
      requireInside(key, range, head(key));
      return InputStream.nullInputStream();
    }
  }

  private static void requireInside(
      ObjectKey key, ByteRange range, Optional<HeadObjectResponse> head) throws StorageException {
    HeadObjectResponse there =
        head.orElseThrow(
            () -> new StorageException(Reason.NOT_FOUND, "There is no object " + key + "."));
    long end = range.offset() + range.length().orElse(0);
    if (end > there.contentLength()) {
      throw RangedStream.tooShort(key, range, there.contentLength());
    }
  }

  @Override
  public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
    requireOpen();
    return head(key).map(there -> new ObjectInfo(key, there.contentLength(), there.lastModified()));
  }

  private Optional<HeadObjectResponse> head(ObjectKey key) throws StorageException {
    return Publication.head(connection, key);
  }

  @Override
  public void list(String prefix, ObjectVisitor visitor) throws IOException {
    requireOpen();
    @Nullable String next = null;
    do {
      String token = next;
      ListObjectsV2Response page =
          connection.ask(
              Connection.Action.LIST,
              "prefix '" + settings.prefix() + prefix + "'",
              () ->
                  connection
                      .client()
                      .listObjectsV2(
                          list ->
                              list.bucket(settings.bucket())
                                  .prefix(settings.prefix() + prefix)
                                  .continuationToken(token)));
      for (S3Object object : page.contents()) {
        Optional<ObjectKey> key = key(object.key());
        if (key.isPresent()) {
          visitor.visit(new ObjectInfo(key.get(), object.size(), object.lastModified()));
        }
      }
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (Boolean.TRUE.equals(page.isTruncated()) && (next == null || next.equals(token))) {
        throw new StorageException(
            Reason.OTHER,
            "The list of %s broke off: the server says there is more and not where."
                .formatted(settings.place()));
      }
    } while (next != null);
  }

  /**
   * Returns the key of an object of ours; empty for what others put beside it, and announcements.
   */
  private Optional<ObjectKey> key(String full) {
    try {
      return Optional.of(ObjectKey.of(full.substring(settings.prefix().length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    requireOpen();
    connection.ask(
        Connection.Action.DELETE,
        "object '" + key + "'",
        () -> {
          try {
            return connection
                .client()
                .deleteObject(
                    delete -> delete.bucket(settings.bucket()).key(settings.fullKey(key)));
          } catch (S3Exception e) {
            if (e.statusCode() == 404 && !"NoSuchBucket".equals(e.awsErrorDetails().errorCode())) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  static StorageException exists(ObjectKey key) {
    return new StorageException(
        Reason.EXISTS, "The object " + key + " is there already; objects are written once.");
  }

  @Override
  public void close() {
    closed = true;
    readAhead.close();
    connection.close();
  }

  private void requireOpen() throws StorageException {
    if (closed) {
      throw new StorageException(
          Reason.UNAVAILABLE, "The storage in " + settings.place() + " was closed.");
    }
  }

  @Override
  public String toString() {
    return Objects.toString(settings);
  }
}
