package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/** What a server makes of the settings of objects. */
@DisabledIfSystemProperty(named = "servers", matches = "none")
class CephSettingsTest {

  private static final ObjectKey KEY = ObjectKey.of("a/b.tar");
  private static final String FULL_KEY = "some/prefix/" + KEY;
  private static final byte[] SMALL = new byte[1000];
  private static final byte[] LARGE = new byte[(6 << 20) + 3];

  static {
    new Random(5).nextBytes(LARGE);
  }

  private final S3Server server = S3Server.ceph();

  @Test
  void objectsCarryTagsAndStorageClass() throws IOException {
    for (byte[] bytes : List.of(SMALL, LARGE)) {
      String bucket = server.newBucket();
      write(
          server.options(bucket).withStorageClass("STANDARD").withTags(Map.of("team", "a b&c")),
          bytes);
      List<Tag> tags =
          server.raw().getObjectTagging(get -> get.bucket(bucket).key(FULL_KEY)).tagSet();
      assertEquals(List.of(Tag.builder().key("team").value("a b&c").build()), tags);
    }
  }

  @Test
  void aStorageClassThatIsNotThereIsToldAtOnce() {
    S3Options wrong = server.options(server.newBucket()).withStorageClass("NO_SUCH_CLASS");
    StorageException e = assertThrows(StorageException.class, () -> write(wrong, SMALL));
    assertEquals(StorageException.Reason.CONFIGURATION, e.reason(), e.getMessage());
  }

  @Test
  void objectsAreEncryptedWithTheNamedKey() throws IOException {
    for (byte[] bytes : List.of(SMALL, LARGE)) {
      String bucket = server.newBucket();
      S3Options options = server.options(bucket).withKmsEncryption("testkey");
      write(options, bytes);
      HeadObjectResponse there = head(bucket);
      assertEquals(ServerSideEncryption.AWS_KMS, there.serverSideEncryption());
      assertEquals("testkey", there.ssekmsKeyId());
      assertEquals(bytes.length, there.contentLength());
      try (StorageTarget storage = S3Server.open(options);
          InputStream in = storage.read(KEY, ByteRange.all())) {
        assertArrayEquals(bytes, in.readAllBytes());
      }
    }
  }

  @Test
  void aLockedObjectOutlivesItsDeletion() throws IOException {
    for (byte[] bytes : List.of(SMALL, LARGE)) {
      String bucket = newLockedBucket();
      S3Options options = server.options(bucket).withObjectLock("COMPLIANCE", 30);
      write(options, bytes);
      HeadObjectResponse there = head(bucket);
      assertEquals(ObjectLockMode.COMPLIANCE, there.objectLockMode());
      Duration off =
          Duration.between(
                  Instant.now().plus(Duration.ofDays(30)), there.objectLockRetainUntilDate())
              .abs();
      assertTrue(off.compareTo(Duration.ofMinutes(5)) < 0, off::toString);

      try (StorageTarget storage = S3Server.open(options)) {
        storage.delete(KEY);
        assertTrue(storage.stat(KEY).isEmpty(), "it is hidden");
      }

      ObjectVersion version = version(bucket);
      assertEquals(bytes.length, version.size(), "and still there");
      S3Exception e =
          assertThrows(
              S3Exception.class,
              () ->
                  server
                      .raw()
                      .deleteObject(
                          delete ->
                              delete.bucket(bucket).key(FULL_KEY).versionId(version.versionId())));
      assertEquals(403, e.statusCode());
    }
  }

  @Test
  void aBucketThatLocksByItselfTakesLargeObjectsToo() throws IOException {
    String bucket = newLockedBucket();
    server
        .raw()
        .putObjectLockConfiguration(
            put ->
                put.bucket(bucket)
                    .objectLockConfiguration(
                        lock ->
                            lock.objectLockEnabled("Enabled")
                                .rule(
                                    rule ->
                                        rule.defaultRetention(
                                            keep -> keep.mode("GOVERNANCE").days(1)))));
    write(server.options(bucket), LARGE);
    assertEquals(ObjectLockMode.GOVERNANCE, head(bucket).objectLockMode());
    assertEquals(List.of(FULL_KEY), server.keys(bucket), "and nothing is to be seen beside it");
  }

  private String newLockedBucket() {
    String bucket = "locked-" + UUID.randomUUID();
    server.raw().createBucket(create -> create.bucket(bucket).objectLockEnabledForBucket(true));
    return bucket;
  }

  private ObjectVersion version(String bucket) {
    return server
        .raw()
        .listObjectVersions(list -> list.bucket(bucket).prefix(FULL_KEY))
        .versions()
        .get(0);
  }

  private HeadObjectResponse head(String bucket) {
    return server.raw().headObject(head -> head.bucket(bucket).key(FULL_KEY));
  }

  private static void write(S3Options options, byte[] bytes) throws IOException {
    try (StorageTarget storage = S3Server.open(options);
        ObjectWriter writer = storage.create(KEY, WriteOptions.none())) {
      writer.write(ByteBuffer.wrap(bytes));
      writer.commit();
    }
  }
}
