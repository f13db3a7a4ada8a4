package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import io.lifeboat.backup.storage.s3.WireFaults.Kind;
import io.lifeboat.backup.storage.s3.WireFaults.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of the settings is on the wire, and what a server that does not know it makes of it. */
class SentSettingsTest {

  private static final ObjectKey KEY = ObjectKey.of("a/b.tar");
  private static final byte[] SMALL = new byte[1000];
  private static final byte[] LARGE = new byte[(6 << 20) + 3];

  static {
    new Random(5).nextBytes(LARGE);
  }

  private final S3Server server = S3Server.s3Proxy();
  private final String bucket = server.newBucket();
  private WireFaults wire;

  @BeforeEach
  void drawWire() throws IOException {
    wire = new WireFaults(server.endpoint());
  }

  @AfterEach
  void cutWire() throws IOException {
    wire.close();
  }

  @Test
  void nothingIsSentThatWasNotSet() throws IOException {
    write(options(), SMALL);
    write(options(), LARGE);
    for (Request request : wire.requests("", "")) {
      for (String header :
          List.of(
              "x-amz-storage-class",
              "x-amz-server-side-encryption",
              "x-amz-object-lock",
              "x-amz-tagging",
              "if-none-match",
              "x-amz-trailer",
              "content-encoding")) {
        assertFalse(request.has(header), header + " in " + request);
      }
    }
  }

  @Test
  void whatIsSetIsSentWithASmallObject() {
    assertSettingsAreSent(SMALL, "PUT", KEY.value());
  }

  @Test
  void whatIsSetIsSentWithALargeObject() {
    assertSettingsAreSent(LARGE, "POST", KEY.value() + "?uploads");
  }

  private void assertSettingsAreSent(byte[] bytes, String method, String part) {
    wire.fail(Integer.MAX_VALUE, Kind.NOT_IMPLEMENTED, request -> request.is(method, part));
    S3Options all =
        options()
            .withStorageClass("STANDARD_IA")
            .withKmsEncryption("some-key")
            .withObjectLock("GOVERNANCE", 30)
            .withTags(Map.of("team", "a b&c"));

    StorageException e = assertThrows(StorageException.class, () -> write(all, bytes));

    assertEquals(Reason.CONFIGURATION, e.reason());
    List<Request> sent = wire.requests(method, part);
    assertEquals(1, sent.size(), "a request that is not understood is not repeated");
    Request request = sent.get(0);
    assertEquals("STANDARD_IA", request.header("x-amz-storage-class"));
    assertEquals("aws:kms", request.header("x-amz-server-side-encryption"));
    assertEquals("some-key", request.header("x-amz-server-side-encryption-aws-kms-key-id"));
    assertEquals("GOVERNANCE", request.header("x-amz-object-lock-mode"));
    assertEquals("team=a%20b%26c", request.header("x-amz-tagging"));
    Instant until = Instant.parse(request.header("x-amz-object-lock-retain-until-date"));
    Duration off = Duration.between(Instant.now().plus(Duration.ofDays(30)), until).abs();
    assertTrue(off.compareTo(Duration.ofMinutes(5)) < 0, until::toString);
  }

  @Test
  void theServersOwnKeysAreAskedForByTheirName() {
    wire.fail(Integer.MAX_VALUE, Kind.NOT_IMPLEMENTED, request -> request.is("PUT", KEY.value()));
    assertThrows(StorageException.class, () -> write(options().withServerEncryption(), SMALL));
    Request request = wire.requests("PUT", KEY.value()).get(0);
    assertEquals("AES256", request.header("x-amz-server-side-encryption"));
    assertFalse(request.has("x-amz-server-side-encryption-aws-kms-key-id"));
  }

  @Test
  void conditionalCreateIsSentWhereTheObjectAppears() {
    wire.fail(Integer.MAX_VALUE, Kind.NOT_IMPLEMENTED, request -> request.has("if-none-match"));
    S3Options conditional = options().withConditionalCreate(true);

    StorageException small = assertThrows(StorageException.class, () -> write(conditional, SMALL));
    StorageException large = assertThrows(StorageException.class, () -> write(conditional, LARGE));

    assertTrue(message(small).contains("'conditionalCreate'"), message(small));
    assertTrue(message(large).contains("'conditionalCreate'"), message(large));
    assertEquals("*", wire.requests("PUT", KEY.value()).get(0).header("if-none-match"));
    assertEquals("*", wire.requests("POST", "uploadId=").get(0).header("if-none-match"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNSUPPORTED_HEADER", "NOT_IMPLEMENTED"})
  void aServerThatRejectsChecksumHeadersIsNamedTheSetting(Kind refusal) {
    wire.fail(Integer.MAX_VALUE, refusal, SentSettingsTest::statesANewChecksum);
    for (byte[] bytes : List.of(SMALL, LARGE)) {
      StorageException e = assertThrows(StorageException.class, () -> write(options(), bytes));
      assertEquals(Reason.CONFIGURATION, e.reason(), message(e));
      assertFalse(e.isTransient());
      assertTrue(message(e).contains("'checksums' to whenRequired"), message(e));
    }
    assertEquals(List.of(), server.keys(bucket));
    assertEquals(List.of(), server.uploads(bucket));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNSUPPORTED_HEADER", "NOT_IMPLEMENTED"})
  void aServerThatRejectsChecksumHeadersIsUsedWithTheSetting(Kind refusal) throws IOException {
    wire.fail(Integer.MAX_VALUE, refusal, SentSettingsTest::statesANewChecksum);
    S3Options old = options().withChecksumsWhenRequired();
    for (byte[] bytes : List.of(SMALL, LARGE)) {
      write(old, bytes);
      try (StorageTarget storage = S3Server.open(old);
          InputStream in = storage.read(KEY, ByteRange.all())) {
        assertArrayEquals(bytes, in.readAllBytes());
      }
      try (StorageTarget storage = S3Server.open(old)) {
        storage.delete(KEY);
      }
    }
    for (Request request : wire.requests("PUT", "")) {
      assertTrue(request.has("content-md5"), request::toString);
    }
  }

  /** Every way in which an SDK since 2025 states what older servers don't know. */
  private static boolean statesANewChecksum(Request request) {
    return request.has("x-amz-checksum-")
        || request.has("x-amz-sdk-checksum-")
        || request.has("x-amz-trailer")
        || request.has("content-encoding: aws-chunked");
  }

  @Test
  void aWrongClockIsToldAsOne() throws IOException {
    wire.fail(Integer.MAX_VALUE, Kind.SKEWED, request -> true);
    try (StorageTarget storage = S3Server.open(options().withAttempts(2))) {
      StorageException e =
          assertThrows(StorageException.class, () -> storage.list("", object -> {}));
      assertEquals(Reason.DENIED, e.reason());
      assertTrue(message(e).contains("clock"), message(e));
      assertTrue(message(e).contains("NTP"), message(e));
    }
  }

  private S3Options options() {
    return server.options(bucket, wire.endpoint());
  }

  private static void write(S3Options options, byte[] bytes) throws IOException {
    try (StorageTarget storage = S3Server.open(options)) {
      storage.delete(KEY);
      try (ObjectWriter writer = storage.create(KEY, WriteOptions.none())) {
        writer.write(ByteBuffer.wrap(bytes));
        writer.commit();
      }
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
