package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.StorageException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The upload of one large object. Parts are sent by several threads; all else is done by one. */
final class Multipart {

  private final Connection connection;
  private final S3Settings settings;
  private final ObjectKey key;
  private final String id;
  private final ConcurrentLinkedQueue<CompletedPart> sent = new ConcurrentLinkedQueue<>();

  private Multipart(Connection connection, ObjectKey key, String id) {
    this.connection = connection;
    this.settings = connection.settings();
    this.key = key;
    this.id = id;
  }

  static Multipart begin(Connection connection, ObjectKey key, Publication publication)
      throws StorageException {
    S3Settings settings = connection.settings();
    S3Settings.ObjectSettings object = settings.object();
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(settings.fullKey(key))
            .contentType(publication.contentType())
            .metadata(publication.metadata());
    if (settings.transfer().newChecksums()) {
      request.checksumAlgorithm(ChecksumAlgorithm.CRC32);
    }
    object.storageClass().ifPresent(request::storageClass);
    object.encryption().ifPresent(request::serverSideEncryption);
    object.kmsKey().ifPresent(request::ssekmsKeyId);
    object.lockMode().ifPresent(request::objectLockMode);
    publication.retainUntil().ifPresent(request::objectLockRetainUntilDate);
    publication.tagging().ifPresent(request::tagging);
    String id =
        connection.ask(
            Connection.Action.WRITE,
            "object '" + key + "'",
            () -> connection.client().createMultipartUpload(request.build()).uploadId());
    return new Multipart(connection, key, id);
  }

  /** Sends one part; the client sends it again if it does not arrive. */
  void send(int number, PartBuffer part) throws StorageException {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(settings.bucket())
            .key(settings.fullKey(key))
            .uploadId(id)
            .partNumber(number)
            .contentLength(part.size())
            .overrideConfiguration(
                each -> each.apiCallAttemptTimeout(connection.patience(part.size())));
    CompletedPart.Builder completed = CompletedPart.builder().partNumber(number);
    if (settings.transfer().newChecksums()) {
      request.checksumCRC32(part.crc32Text());
      completed.checksumCRC32(part.crc32Text());
    } else {
      request.contentMD5(part.md5Text());
    }
    UploadPartResponse answer =
        connection.ask(
            Connection.Action.WRITE,
            "part %d of the object '%s'".formatted(number, key),
            () -> connection.client().uploadPart(request.build(), body(part)));
    sent.add(completed.eTag(answer.eTag()).build());
  }

  static RequestBody body(PartBuffer part) {
    return RequestBody.fromContentProvider(part::open, part.size(), "application/octet-stream");
  }

  ObjectInfo complete(Publication publication, long size, WholeCrc crc) throws StorageException {
    List<CompletedPart> parts =
        sent.stream().sorted(Comparator.comparing(CompletedPart::partNumber)).toList();
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(settings.fullKey(key))
            .uploadId(id)
            .multipartUpload(all -> all.parts(parts));
    if (settings.transfer().conditionalCreate()) {
      request.ifNoneMatch("*");
    }
    return publication.publish(
        size,
        crc,
        () -> connection.client().completeMultipartUpload(request.build()).checksumCRC32());
  }

  /** Removes all parts. No part may be on its way any more: one that arrives later would stay. */
  void abort() throws StorageException {
    connection.ask(
        Connection.Action.ABORT,
        "upload of the object '" + key + "'",
        () -> {
          try {
            return connection
                .client()
                .abortMultipartUpload(
                    abort ->
                        abort.bucket(settings.bucket()).key(settings.fullKey(key)).uploadId(id));
          } catch (SdkException e) {
            if (S3Failures.isNoSuchUpload(e)) {
              return id; // removed already, or complete
            }
            throw e;
          }
        });
  }
}
