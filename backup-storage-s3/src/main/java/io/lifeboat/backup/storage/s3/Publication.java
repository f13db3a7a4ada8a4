package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * How one object becomes visible, and how it is known to be.
 *
 * <p>Each object carries a mark of its writer as metadata. An answer that is lost on its way back
 * leaves open what happened; the mark tells: if the object that is there carries it, it was done.
 */
final class Publication {

  private static final String MARK = "lifeboat-write";

  private final Connection connection;
  private final S3Settings settings;
  private final ObjectKey key;
  private final String contentType;
  private final Clock clock;
  private final String mark = UUID.randomUUID().toString();
  private boolean isOpen;

  Publication(Connection connection, ObjectKey key, String contentType, Clock clock) {
    this.connection = connection;
    this.settings = connection.settings();
    this.key = key;
    this.contentType = contentType;
    this.clock = clock;
  }

  String contentType() {
    return contentType;
  }

  Map<String, String> metadata() {
    return Map.of(MARK, mark);
  }

  /** Returns the tags; empty for none, since an empty header is more than some servers take. */
  Optional<Tagging> tagging() {
    Map<String, String> tags = settings.object().tags();
    return tags.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Tagging.builder()
                .tagSet(
                    tags.entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList())
                .build());
  }

  /** Returns until when the object is locked; empty for no lock. */
  Optional<Instant> retainUntil() {
    return settings
        .object()
        .lockMode()
        .map(mode -> clock.instant().plus(Duration.ofDays(settings.object().lockDays())));
  }

  /**
   * Sends the request that makes the object visible, and looks at what came of it.
   *
   * @param request returns the CRC-32 the server computed, or null
   * @param crc of what was sent
   */
  ObjectInfo publish(long size, WholeCrc crc, Supplier<@Nullable String> request)
      throws StorageException {
    isOpen = true;
    @Nullable String stored = null;
    try {
      stored = request.get();
    } catch (SdkException e) {
      requireDoneAllTheSame(
          S3Failures.of(settings, Connection.Action.WRITE, "object '" + key + "'", e),
          S3Failures.isNoSuchUpload(e));
    }
    HeadObjectResponse there =
        head(connection, key)
            .orElseThrow(
                () ->
                    new StorageException(
                        Reason.CORRUPTED,
                        "The server took the object %s, and does not have it in %s."
                            .formatted(key, settings.place())));
    if (!isMine(there)) {
      isOpen = false; // what is there is another writer's
      throw S3Storage.exists(key);
    }
    requireWhole(there, size, crc, stored);
    isOpen = false;
    return new ObjectInfo(key, there.contentLength(), there.lastModified());
  }

  /** Returns if the object is there all the same: then only the answer was lost. */
  private void requireDoneAllTheSame(StorageException failure, boolean isNoSuchUpload)
      throws StorageException {
    Optional<HeadObjectResponse> there;
    try {
      there = head(connection, key);
    } catch (StorageException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    if (there.filter(this::isMine).isPresent()) {
      return;
    }
    isOpen = false;
    if (there.isPresent() && (isNoSuchUpload || failure.reason() == Reason.EXISTS)) {
      throw S3Storage.exists(key);
    }
    throw failure;
  }

  private void requireWhole(
      HeadObjectResponse there, long size, WholeCrc crc, @Nullable String stored)
      throws StorageException {
    if (there.contentLength() != size) {
      throw corrupted("has %d bytes; %d were sent".formatted(there.contentLength(), size));
    }
    if (stored != null && !crc.isStatedBy(stored)) {
      throw corrupted("has the CRC-32 %s; %s was sent".formatted(stored, crc));
    }
  }

  private StorageException corrupted(String what) {
    return new StorageException(
        Reason.CORRUPTED,
        "The object %s in %s %s. It is removed; look for what changes data between here and there."
            .formatted(key, settings.place(), what));
  }

  /**
   * Removes an object of this writer that may have become visible without having been confirmed.
   */
  void takeBack() throws StorageException {
    if (!isOpen) {
      return;
    }
    if (head(connection, key).filter(this::isMine).isPresent()) {
      connection.ask(
          Connection.Action.DELETE,
          "object '" + key + "'",
          () ->
              connection
                  .client()
                  .deleteObject(
                      delete -> delete.bucket(settings.bucket()).key(settings.fullKey(key))));
    }
    isOpen = false;
  }

  private boolean isMine(HeadObjectResponse there) {
    return mark.equals(there.metadata().get(MARK));
  }

  static Optional<HeadObjectResponse> head(Connection connection, ObjectKey key)
      throws StorageException {
    S3Settings settings = connection.settings();
    return connection.ask(
        Connection.Action.LOOK_UP,
        "object '" + key + "'",
        () -> {
          try {
            return Optional.of(
                connection
                    .client()
                    .headObject(head -> head.bucket(settings.bucket()).key(settings.fullKey(key))));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }
}
