package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The uploads that killed processes left behind.
 *
 * <p>A server does not say who began an upload, and some list the uploads of an exactly named key
 * only. So each large object is announced by a small one, {@code .lifeboat/uploads/<id>}, which
 * holds its key and goes when the upload is over. One that stays, and whose upload has received
 * nothing for the time set, tells of a process that is gone. Uploads that nobody announced are none
 * of ours.
 */
final class Leftovers {

  static final String FOLDER = ".lifeboat/uploads/";

  /** Announced by living writers of this process. */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final Connection connection;
  private final Clock clock;

  Leftovers(Connection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** Announces an upload before it begins. */
  String announce(ObjectKey key) throws StorageException {
    String id = UUID.randomUUID().toString();
    OWN.add(id);
    try {
      connection.ask(
          Connection.Action.WRITE,
          "announcement of the object '" + key + "'",
          () ->
              connection
                  .client()
                  .putObject(
                      put -> put.bucket(bucket()).key(path(id)),
                      RequestBody.fromString(key.value())));
    } catch (StorageException | RuntimeException e) {
      OWN.remove(id);
      throw e;
    }
    return id;
  }

  /** Takes an announcement back: the upload is over. */
  void retract(String id) throws StorageException {
    try {
      remove(id);
    } finally {
      OWN.remove(id);
    }
  }

  private void remove(String id) throws StorageException {
    connection.ask(
        Connection.Action.DELETE,
        "announcement '" + id + "'",
        () -> connection.client().deleteObject(delete -> delete.bucket(bucket()).key(path(id))));
  }

  /** Removes the uploads of processes that are gone. */
  void sweep() throws StorageException {
    Instant bound = clock.instant().minus(connection.settings().transfer().abandonedAfter());
    String folder = connection.settings().prefix() + FOLDER;
    Iterable<S3Object> announcements =
        connection
            .client()
            .listObjectsV2Paginator(list -> list.bucket(bucket()).prefix(folder))
            .contents();
    connection.ask(
        Connection.Action.SWEEP,
        "folder '" + folder + "'",
        () -> {
          for (S3Object announcement : announcements) {
            String id = announcement.key().substring(folder.length());
            if (!OWN.contains(id) && !announcement.lastModified().isAfter(bound)) {
              sweep(id, bound);
            }
          }
          return true;
        });
  }

  private void sweep(String id, Instant bound) {
    String key;
    try {
      key =
          connection
              .client()
              .getObjectAsBytes(get -> get.bucket(bucket()).key(path(id)))
              .asUtf8String();
    } catch (NoSuchKeyException e) {
      return; // another node was faster
    }
    String full = connection.settings().prefix() + key;
    boolean isAlive = false;
    for (MultipartUpload upload : uploads(full)) {
      if (lastSign(full, upload).isAfter(bound)) {
        isAlive = true;
      } else {
        abort(full, upload);
      }
    }
    if (!isAlive) {
      connection.client().deleteObject(delete -> delete.bucket(bucket()).key(path(id)));
    }
  }

  /** Returns the uploads of one key: the first thousand, which nobody reaches. */
  private Iterable<MultipartUpload> uploads(String full) {
    ListMultipartUploadsResponse answer =
        connection.client().listMultipartUploads(list -> list.bucket(bucket()).prefix(full));
    return answer.uploads().stream().filter(upload -> full.equals(upload.key())).toList();
  }

  /** Returns when an upload last received anything. */
  private Instant lastSign(String full, MultipartUpload upload) {
    Instant last = upload.initiated();
    for (ListPartsResponse page :
        connection
            .client()
            .listPartsPaginator(
                list -> list.bucket(bucket()).key(full).uploadId(upload.uploadId()))) {
      for (Part part : page.parts()) {
        if (part.lastModified() != null && part.lastModified().isAfter(last)) {
          last = part.lastModified();
        }
      }
    }
    return last;
  }

  private void abort(String full, MultipartUpload upload) {
    try {
      connection
          .client()
          .abortMultipartUpload(
              abort -> abort.bucket(bucket()).key(full).uploadId(upload.uploadId()));
    } catch (S3Exception e) {
      if (!S3Failures.isNoSuchUpload(e)) {
        throw e;
      }
    }
  }

  private String path(String id) {
    return connection.settings().prefix() + FOLDER + id;
  }

  private String bucket() {
    return connection.settings().bucket();
  }
}
