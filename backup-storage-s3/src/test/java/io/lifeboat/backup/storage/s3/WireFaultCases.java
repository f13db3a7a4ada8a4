package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** What goes wrong between here and a server, on one server. */
abstract class WireFaultCases {

  private static final ObjectKey KEY = ObjectKey.of("a/b.tar");
  private static final byte[] LARGE = new byte[(12 << 20) + 3];
  private static final int PIECES = 4;

  static {
    new Random(7).nextBytes(LARGE);
  }

  private final S3Server server;
  private final String bucket;
  private WireFaults wire;

  WireFaultCases(S3Server server) {
    this.server = server;
    this.bucket = server.newBucket();
  }

  @BeforeEach
  void drawWire() throws IOException {
    wire = new WireFaults(server.endpoint());
  }

  @AfterEach
  void cutWire() throws IOException {
    wire.close();
  }

  @Test
  void aPartWhoseConnectionIsCutIsSentAgain() throws IOException {
    wire.fail(1, Kind.CUT_REQUEST, WireFaultCases::isPart2);
    assertArrivesWhole();
    assertEquals(2, wire.count("PUT", "partNumber=2"), "part 2 is sent twice");
    assertEquals(1, wire.count("PUT", "partNumber=1"), "and no other part");
  }

  @Test
  void aPartThatMeetsABrokenServerIsSentAgain() throws IOException {
    wire.fail(2, Kind.ERROR_500, WireFaultCases::isPart2);
    assertArrivesWhole();
    assertEquals(3, wire.count("PUT", "partNumber=2"));
  }

  @Test
  void aPartThatMeetsAnOverloadedServerIsSentAgainLater() throws IOException {
    wire.fail(1, Kind.SLOW_DOWN, WireFaultCases::isPart2);
    assertArrivesWhole();
    assertEquals(2, wire.count("PUT", "partNumber=2"));
  }

  @Test
  void aPartThatGetsNoAnswerIsSentAgain() throws IOException {
    wire.fail(1, Kind.HANG, WireFaultCases::isPart2);
    if (Boolean.getBoolean("campaign")) { // as long as the slowest connection is waited for
      wire.fail(1, Kind.STALL, WireFaultCases::isPart2);
    }
    S3Options impatient = options().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2));
    try (StorageTarget storage = S3Server.open(impatient)) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
  }

  @Test
  void aPartWhoseAnswerIsLostIsSentAgain() throws IOException {
    wire.fail(1, Kind.DROP_ANSWER, WireFaultCases::isPart2);
    assertArrivesWhole();
  }

  @Test
  void aPartThatChangesOnItsWayIsSentAgain() throws IOException {
    wire.fail(1, Kind.FLIP_REQUEST, WireFaultCases::isPart2);
    assertArrivesWhole();
    assertEquals(2, wire.count("PUT", "partNumber=2"));
  }

  @Test
  void aPartThatChangesOnItsWayIsNoticedByContentMd5Too() throws IOException {
    wire.fail(1, Kind.FLIP_REQUEST, WireFaultCases::isPart2);
    try (StorageTarget storage = S3Server.open(options().withChecksumsWhenRequired())) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
    assertEquals(2, wire.count("PUT", "partNumber=2"));
  }

  @Test
  void aPartThatNeverArrivesFailsTheObjectAndLeavesNothing() throws IOException {
    wire.fail(Integer.MAX_VALUE, Kind.ERROR_500, WireFaultCases::isPart);
    try (StorageTarget storage = S3Server.open(options().withAttempts(2))) {
      StorageException e = assertThrows(StorageException.class, () -> write(storage, LARGE));
      assertEquals(Reason.UNAVAILABLE, e.reason());
      assertTrue(e.isTransient());
    }
    assertNothingIsLeft();
  }

  @Test
  void aSmallObjectThatChangesOnItsWayIsSentAgain() throws IOException {
    wire.fail(1, Kind.FLIP_REQUEST, WireFaultCases::isWholeObject);
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, "whole and right".getBytes(StandardCharsets.UTF_8));
      assertEquals(
          "whole and right", new String(read(storage, ByteRange.all()), StandardCharsets.UTF_8));
    }
    assertEquals(2, wire.count("PUT", KEY.value()));
  }

  @Test
  void aSmallObjectWhoseAnswerIsLostIsThereOnce() throws IOException {
    wire.fail(1, Kind.DROP_ANSWER, WireFaultCases::isWholeObject);
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, new byte[1000]);
      assertEquals(1000, storage.stat(KEY).orElseThrow().size());
    }
  }

  @Test
  void aLargeObjectWhoseCompletionIsNotAnsweredIsFoundToBeThere() throws IOException {
    wire.fail(1, Kind.DROP_ANSWER, WireFaultCases::isCompletion);
    assertArrivesWhole();
    assertEquals(List.of("some/prefix/" + KEY), server.keys(bucket), "and nothing beside it");
    assertEquals(List.of(), server.uploads(bucket));
  }

  @Test
  void aLargeObjectWhoseCompletionIsNeverAnsweredIsFoundToBeThere() throws IOException {
    wire.fail(Integer.MAX_VALUE, Kind.DROP_ANSWER, WireFaultCases::isCompletion);
    try (StorageTarget storage = S3Server.open(options().withAttempts(2))) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
  }

  @Test
  void whatBecameVisibleUnseenIsTakenBack() throws IOException {
    Predicate<Request> look = request -> request.is("HEAD", KEY.value());
    try (StorageTarget storage = S3Server.open(options().withAttempts(1));
        ObjectWriter writer = storage.create(KEY, WriteOptions.none())) {
      writer.write(ByteBuffer.wrap(LARGE));
      wire.fail(1, Kind.DROP_ANSWER, WireFaultCases::isCompletion)
          .fail(1, Kind.ERROR_500, skipping(server.isConditional() ? 0 : 1, look));
      StorageException e = assertThrows(StorageException.class, writer::commit);
      assertTrue(e.isTransient());
    }
    assertNothingIsLeft();
  }

  /** Lets the first requests of a kind pass. */
  private static Predicate<Request> skipping(int count, Predicate<Request> when) {
    AtomicInteger left = new AtomicInteger(count);
    return request -> when.test(request) && left.getAndDecrement() <= 0;
  }

  @Test
  void aReadThatIsCutGoesOnWhereItEnded() throws IOException {
    wire.fail(3, Kind.SHORT_ANSWER, WireFaultCases::isRead);
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
    assertEquals(PIECES + 3, wire.count("GET", KEY.value()));
  }

  @Test
  void aRangeThatIsCutGoesOnWhereItEnded() throws IOException {
    wire.fail(2, Kind.SHORT_ANSWER, WireFaultCases::isRead);
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      assertArrayEquals(
          Arrays.copyOfRange(LARGE, 5000, 50_000), read(storage, ByteRange.of(5000, 45_000)));
    }
  }

  @Test
  void aReadThatIsAlwaysRefusedNeverLooksLikeTheEnd() throws IOException {
    try (StorageTarget storage = S3Server.open(options().withAttempts(2))) {
      write(storage, LARGE);
      wire.fail(1, Kind.SHORT_ANSWER, WireFaultCases::isRead)
          .fail(Integer.MAX_VALUE, Kind.ERROR_500, WireFaultCases::isRead);
      assertThrows(StorageException.class, () -> read(storage, ByteRange.all()));
    }
  }

  @Test
  void aReadGoesOnOnlyInTheSameObject() throws IOException {
    wire.fail(1, Kind.SHORT_ANSWER, WireFaultCases::isRead);
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      try (InputStream in = storage.read(KEY, ByteRange.all())) {
        in.readNBytes(10);
        byte[] other = LARGE.clone();
        other[LARGE.length - 1] ^= 1;
        server
            .raw()
            .putObject(
                put -> put.bucket(bucket).key("some/prefix/" + KEY), RequestBody.fromBytes(other));
        StorageException e = assertThrows(StorageException.class, in::readAllBytes);
        assertEquals(Reason.CORRUPTED, e.reason(), e.getMessage());
      }
    }
  }

  @Test
  void severalRangesOfALongReadAreOnTheirWayAtOnce() throws IOException {
    wire.fail(2, Kind.MEET, request -> isPiece(2, request) || isPiece(3, request));
    try (StorageTarget storage = S3Server.open(options().withAttempts(1))) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
    assertEquals(PIECES, wire.count("GET", KEY.value()));
  }

  @Test
  void aShortReadFetchesNothingAhead() throws IOException {
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      try (InputStream in = storage.read(KEY, ByteRange.all())) {
        in.readNBytes(ReadAhead.PIECE);
      }
    }
    assertEquals(1, wire.count("GET", KEY.value()));
  }

  @Test
  void ofARangeNothingIsFetchedThatIsNotInIt() throws IOException {
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      int begin = 1000;
      int length = 2 * ReadAhead.PIECE + 5;
      assertArrayEquals(
          Arrays.copyOfRange(LARGE, begin, begin + length),
          read(storage, ByteRange.of(begin, length)));
    }
    Stream<String> ranges =
        wire.requests("GET", KEY.value()).stream().map(get -> get.header("range")).sorted();
    assertEquals(
        List.of("bytes=1000-4129767", "bytes=4129768-8258535", "bytes=8258536-8258540"),
        ranges.toList());
  }

  @Test
  void aRangeAheadThatIsCutGoesOnAlone() throws IOException {
    wire.fail(1, Kind.SHORT_ANSWER, request -> isPiece(2, request));
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
    assertEquals(PIECES + 1, wire.count("GET", KEY.value()));
  }

  @Test
  void aRangeAheadThatMeetsABrokenServerIsFetchedAgainAlone() throws IOException {
    wire.fail(1, Kind.ERROR_500, request -> isPiece(2, request))
        .fail(1, Kind.SLOW_DOWN, request -> isPiece(2, request));
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
    assertEquals(PIECES + 2, wire.count("GET", KEY.value()));
    assertEquals(3, wire.requests("GET", KEY.value()).stream().filter(r -> isPiece(2, r)).count());
  }

  @Test
  void aRangeAheadThatGetsNoAnswerIsFetchedAgain() throws IOException {
    wire.fail(1, Kind.HANG, request -> isPiece(2, request));
    S3Options impatient = options().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2));
    try (StorageTarget storage = S3Server.open(impatient)) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
  }

  @Test
  void aRangeAheadThatNeverComesFailsTheReadAtItsPlaceAndForGood() throws IOException {
    wire.fail(Integer.MAX_VALUE, Kind.ERROR_500, request -> isPiece(2, request));
    try (StorageTarget storage = S3Server.open(options().withAttempts(2))) {
      write(storage, LARGE);
      try (InputStream in = storage.read(KEY, ByteRange.all())) {
        int before = 2 * ReadAhead.PIECE;
        assertArrayEquals(Arrays.copyOf(LARGE, before), in.readNBytes(before));
        for (int attempt = 0; attempt < 2; attempt++) {
          StorageException e = assertThrows(StorageException.class, in::read);
          assertEquals(Reason.UNAVAILABLE, e.reason());
          assertTrue(e.isTransient());
        }
      }
    }
  }

  @Test
  void everyRangeIsAskedOfTheObjectThatTheFirstOneWasOf() throws IOException {
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      try (InputStream in = storage.read(KEY, ByteRange.all())) {
        in.readNBytes(ReadAhead.PIECE);
        byte[] other = LARGE.clone();
        other[LARGE.length - 1] ^= 1;
        server
            .raw()
            .putObject(
                put -> put.bucket(bucket).key("some/prefix/" + KEY), RequestBody.fromBytes(other));
        StorageException e = assertThrows(StorageException.class, in::readAllBytes);
        assertEquals(Reason.CORRUPTED, e.reason(), e.getMessage());
      }
    }
    List<Request> gets = wire.requests("GET", KEY.value());
    assertTrue(gets.stream().skip(1).allMatch(get -> get.has("if-match: ")), gets::toString);
    assertTrue(gets.size() > 1);
  }

  @Test
  void readsThatAreLeftEarlyTakeNoPlaceOfOthers() throws IOException {
    try (StorageTarget storage = S3Server.open(options().withPartsInFlight(2).withAttempts(1))) {
      write(storage, LARGE);
      for (int reader = 0; reader < 5; reader++) {
        try (InputStream in = storage.read(KEY, ByteRange.all())) {
          in.readNBytes(ReadAhead.PIECE + 1);
        }
      }
      read(storage, ByteRange.all()); // until those that were on their way have arrived
      wire.fail(2, Kind.MEET, request -> isPiece(2, request) || isPiece(3, request));
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
  }

  private static boolean isPiece(int number, Request request) {
    return isRead(request)
        && request.header("range").startsWith("bytes=" + (long) number * ReadAhead.PIECE + "-");
  }

  private static boolean isPart(Request request) {
    return request.is("PUT", "partNumber=");
  }

  private static boolean isPart2(Request request) {
    return request.is("PUT", "partNumber=2");
  }

  private static boolean isCompletion(Request request) {
    return request.is("POST", "uploadId=");
  }

  private static boolean isWholeObject(Request request) {
    return request.is("PUT", KEY.value()) && !request.line().contains("partNumber");
  }

  private static boolean isRead(Request request) {
    return request.is("GET", KEY.value());
  }

  private S3Options options() {
    return server.options(bucket, wire.endpoint());
  }

  private void assertArrivesWhole() throws IOException {
    try (StorageTarget storage = S3Server.open(options())) {
      write(storage, LARGE);
      assertArrayEquals(LARGE, read(storage, ByteRange.all()));
    }
  }

  private static void write(StorageTarget storage, byte[] bytes) throws IOException {
    try (ObjectWriter writer = storage.create(KEY, WriteOptions.none())) {
      writer.write(ByteBuffer.wrap(bytes));
      assertEquals(bytes.length, writer.commit().size());
    }
  }

  private static byte[] read(StorageTarget storage, ByteRange range) throws IOException {
    try (InputStream in = storage.read(KEY, range)) {
      return in.readAllBytes();
    }
  }

  private void assertNothingIsLeft() {
    assertEquals(List.of(), server.keys(bucket));
    assertEquals(List.of(), server.uploads(bucket));
  }
}
