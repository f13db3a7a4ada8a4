package io.lifeboat.backup.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link StorageTarget} does. Subclass it in the tests of a plugin, on a real storage.
 *
 * <p>Each test writes below a prefix of its own, so that one bucket serves all of them. What a
 * storage may do one way or the other is a method to override.
 */
public abstract class StorageTargetContract {

  private static final int MANY = 1000;

  /** How far the clock of a storage may be off. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final String prefix = "contract-" + UUID.randomUUID() + "/";
  private StorageTarget storage;

  /** For subclasses. */
  protected StorageTargetContract() {}

  /**
   * Open the storage under test.
   *
   * @return the storage; closed after each test
   * @throws Exception if it can't be opened
   */
  protected abstract StorageTarget open() throws Exception;

  /**
   * Open the same storage once more, as another process would.
   *
   * @return a second target with the same objects; empty if they are gone with the first
   * @throws Exception if it can't be opened
   */
  protected Optional<StorageTarget> openAgain() throws Exception {
    return Optional.of(open());
  }

  /**
   * Count everything that lies in the storage, hidden or not: objects, temporary files, parts of
   * objects that are not whole.
   *
   * @return how many things; empty if that can't be counted
   * @throws Exception if it could not be counted
   */
  protected abstract OptionalLong traces() throws Exception;

  /**
   * Open a storage that is full soon.
   *
   * @param bytes how much can be written, about
   * @return the storage; empty if there is no way to make one
   * @throws Exception if it can't be opened
   */
  protected Optional<StorageTarget> withRoomFor(long bytes) throws Exception {
    return Optional.empty();
  }

  /**
   * Say how large a large object is: over several parts or buffers of the storage.
   *
   * @return bytes, held in memory by the test
   */
  protected int largeObjectBytes() {
    return (12 << 20) + 1;
  }

  /**
   * Say whether an object {@code a} and an object {@code a/b} can be there together.
   *
   * @return true by default; false for storages whose keys are paths
   */
  protected boolean keysMayNest() {
    return true;
  }

  /**
   * Say how long one segment of a key may be.
   *
   * @return characters, up to 900
   */
  protected int longestSegment() {
    return 900;
  }

  @BeforeEach
  void openStorage() throws Exception {
    storage = open();
  }

  @AfterEach
  void removeWhatTheTestWrote() throws Exception {
    storage.close();
    try (StorageTarget cleaner = openAgain().orElse(storage)) {
      if (cleaner != storage) {
        for (String key : keys(cleaner, prefix)) {
          cleaner.delete(ObjectKey.of(key));
        }
      }
    }
  }

  // Traits.

  @Test
  void itsTraitsNeverChange() throws IOException {
    var before = storage.traits();
    put("a", content(10));
    assertEquals(before.conditionalCreate(), storage.traits().conditionalCreate());
    assertEquals(before.remote(), storage.traits().remote());
    assertEquals(before.maxObjectSize(), storage.traits().maxObjectSize());
    assertTrue(before.maxObjectSize() > 0);
  }

  @Test
  void freeRoomIsNotNegative() throws IOException {
    assertTrue(storage.freeBytes().orElse(0) >= 0);
  }

  // Writing.

  @Test
  void whatIsCommittedComesBack() throws IOException {
    ObjectInfo info = put("folder/object", content(100_000));
    assertEquals(key("folder/object"), info.key());
    assertEquals(100_000, info.size());
    assertArrayEquals(content(100_000), get("folder/object"));
  }

  @Test
  void anObjectMayBeEmpty() throws IOException {
    assertEquals(0, put("empty").size());
    assertEquals(0, storage.stat(key("empty")).orElseThrow().size());
    assertArrayEquals(new byte[0], get("empty"));
    assertEquals(List.of("empty"), list(""));
  }

  @Test
  void anEmptyWriteAddsNothing() throws IOException {
    try (ObjectWriter writer = create("a")) {
      writer.write(ByteBuffer.allocate(0));
      writer.write(ByteBuffer.wrap(content(3)));
      writer.write(ByteBuffer.allocateDirect(0));
      assertEquals(3, writer.commit().size());
    }
    assertArrayEquals(content(3), get("a"));
  }

  @Test
  void aLargeObjectComesBackWhole() throws IOException {
    byte[] content = content(largeObjectBytes());
    try (ObjectWriter writer = create("large")) {
      Random random = new Random(3);
      for (int at = 0; at < content.length; ) {
        int count = Math.min(content.length - at, 1 + random.nextInt(3 << 20));
        writer.write(ByteBuffer.wrap(content, at, count));
        at += count;
      }
      assertEquals(content.length, writer.commit().size());
    }
    assertEquals(content.length, storage.stat(key("large")).orElseThrow().size());
    assertTrue(Arrays.equals(content, get("large")));
  }

  @Test
  void aLargeObjectInOneWriteComesBackWhole() throws IOException {
    byte[] content = content(largeObjectBytes());
    put("large", content);
    assertTrue(Arrays.equals(content, get("large")));
  }

  @Test
  void buffersOfEveryKindAreTakenToTheirEndAndMayBeReused() throws IOException {
    byte[] content = content(4000);
    ByteBuffer heap = ByteBuffer.allocate(1000).put(content, 0, 1000).flip();
    ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(content, 1000, 1000).flip();
    ByteBuffer readOnly = ByteBuffer.wrap(content, 2000, 1000).asReadOnlyBuffer();
    ByteBuffer slice = ByteBuffer.allocate(2000).position(500).slice().limit(1000);
    slice.put(content, 3000, 1000).flip();
    try (ObjectWriter writer = create("buffers")) {
      for (ByteBuffer buffer : List.of(heap, direct, readOnly, slice)) {
        writer.write(buffer);
        assertFalse(buffer.hasRemaining());
        if (!buffer.isReadOnly()) {
          buffer.rewind().put(new byte[buffer.limit()]);
        }
      }
      writer.commit();
    }
    assertArrayEquals(content, get("buffers"));
  }

  @Test
  void whatIsKnownBeforehandIsNoPromise() throws IOException {
    for (long expected : List.of(0L, 1L, 100L << 20)) {
      WriteOptions options =
          WriteOptions.none().withExpectedSize(expected).withContentType("application/json");
      try (ObjectWriter writer = storage.create(key("expected" + expected), options)) {
        writer.write(ByteBuffer.wrap(content(5000)));
        assertEquals(5000, writer.commit().size());
      }
      assertArrayEquals(content(5000), get("expected" + expected));
    }
  }

  @Test
  void nothingIsSeenBeforeTheCommit() throws IOException {
    try (ObjectWriter writer = create("a/b")) {
      assertUnseen("a/b");
      writer.write(ByteBuffer.wrap(content(200_000)));
      assertUnseen("a/b");
      writer.commit();
    }
    assertEquals(List.of("a/b"), list(""));
  }

  @Test
  void closingWithoutACommitLeavesNothing() throws Exception {
    OptionalLong before = traces();
    for (int size : List.of(0, 1, 100_000, largeObjectBytes())) {
      try (ObjectWriter writer = create("left")) {
        writer.write(ByteBuffer.wrap(content(size)));
      }
      assertUnseen("left");
    }
    assertEquals(before, traces());
  }

  @Test
  void aKeyThatWasLeftIsFree() throws IOException {
    create("a").close();
    put("a", content(7));
    assertArrayEquals(content(7), get("a"));
  }

  @Test
  void aCommitLeavesTheObjectAloneBehind() throws Exception {
    OptionalLong before = traces();
    assumeTrue(before.isPresent());
    put("a", content(100));
    assertEquals(before.getAsLong() + 1, traces().getAsLong());
  }

  @Test
  void closingTwiceDoesNothing() throws IOException {
    ObjectWriter left = create("left");
    left.close();
    left.close();
    ObjectWriter kept = create("kept");
    kept.commit();
    kept.close();
    kept.close();
    assertEquals(List.of("kept"), list(""));
  }

  @Test
  void nothingIsTakenAfterTheCommit() throws IOException {
    try (ObjectWriter writer = create("a")) {
      writer.write(ByteBuffer.wrap(content(10)));
      writer.commit();
      assertThrows(IOException.class, () -> writer.write(ByteBuffer.wrap(content(1))));
      assertThrows(IOException.class, writer::commit);
    }
    assertArrayEquals(content(10), get("a"));
  }

  @Test
  void nothingIsTakenAfterTheClose() throws IOException {
    ObjectWriter writer = create("a");
    writer.close();
    assertThrows(IOException.class, () -> writer.write(ByteBuffer.wrap(content(1))));
    assertThrows(IOException.class, writer::commit);
    assertUnseen("a");
  }

  @Test
  void severalObjectsAreWrittenAtTheSameTime() throws Exception {
    List<Callable<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      tasks.add(() -> put("many/" + number, content(50_000 + number)));
    }
    runAll(tasks);
    for (int i = 0; i < 8; i++) {
      assertArrayEquals(content(50_000 + i), get("many/" + i));
    }
  }

  @Test
  void aSecondStorageSeesWhatTheFirstCommitted() throws Exception {
    put("a", content(100));
    try (StorageTarget again = openAgain().orElse(storage)) {
      assumeTrue(again != storage);
      try (InputStream in = again.read(key("a"), ByteRange.all())) {
        assertArrayEquals(content(100), in.readAllBytes());
      }
      assertEquals(storage.stat(key("a")), again.stat(key("a")));
    }
  }

  @Test
  void openingAgainLeavesALiveWriterAlone() throws Exception {
    try (ObjectWriter writer = create("a")) {
      writer.write(ByteBuffer.wrap(content(1000)));
      Optional<StorageTarget> again = openAgain();
      if (again.isPresent()) {
        again.get().close();
      }
      writer.write(ByteBuffer.wrap(content(1000)));
      assertEquals(2000, writer.commit().size());
    }
  }

  // Keys are written once.

  @Test
  void aKeyIsWrittenOnce() throws IOException {
    put("a", content(10));
    Executable second = () -> put("a", content(20));
    if (storage.traits().conditionalCreate()) {
      assertReason(Reason.EXISTS, second);
      assertArrayEquals(content(10), get("a"));
    } else {
      try {
        second.execute();
      } catch (StorageException refused) {
        assertEquals(Reason.EXISTS, refused.reason());
      } catch (Throwable other) {
        throw new AssertionError(other);
      }
      assertTrue(List.of(10, 20).contains(get("a").length), "one of both, whole");
    }
  }

  @Test
  void ofTwoOpenWritersOfAKeyTheFirstToCommitWins() throws IOException {
    assumeTrue(storage.traits().conditionalCreate());
    try (ObjectWriter one = create("a");
        ObjectWriter two = create("a")) {
      one.write(ByteBuffer.wrap(content(10)));
      two.write(ByteBuffer.wrap(content(20)));
      two.commit();
      assertReason(Reason.EXISTS, one::commit);
    }
    assertArrayEquals(content(20), get("a"));
  }

  @Test
  void theLoserOfAKeyLeavesNothing() throws Exception {
    assumeTrue(storage.traits().conditionalCreate());
    OptionalLong before = traces();
    assumeTrue(before.isPresent());
    ofTwoOpenWritersOfAKeyTheFirstToCommitWins();
    assertEquals(before.getAsLong() + 1, traces().getAsLong());
  }

  @Test
  void ofRacingWritersExactlyOneWins() throws Exception {
    assumeTrue(storage.traits().conditionalCreate());
    for (int round = 0; round < 10; round++) {
      String name = "race" + round;
      int writers = 4;
      CyclicBarrier start = new CyclicBarrier(writers);
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int size = 1000 + i;
        tasks.add(() -> race(name, size, start));
      }
      List<Object> results = runAll(tasks);
      List<Object> winners = results.stream().filter(result -> !result.equals(0)).toList();
      assertEquals(1, winners.size(), () -> "winners of " + name + ": " + results);
      assertEquals(winners.get(0), get(name).length);
    }
  }

  private int race(String name, int size, CyclicBarrier start) throws Exception {
    try (ObjectWriter writer = create(name)) {
      writer.write(ByteBuffer.wrap(content(size)));
      start.await();
      writer.commit();
      return size;
    } catch (StorageException e) {
      assertEquals(Reason.EXISTS, e.reason());
      return 0;
    }
  }

  @Test
  void aDeletedKeyCanBeWrittenAgain() throws IOException {
    put("a", content(10));
    storage.delete(key("a"));
    put("a", content(20));
    assertArrayEquals(content(20), get("a"));
  }

  // Reading.

  @Test
  void everyRangeInsideAnObjectIsExact() throws IOException {
    byte[] content = content(1000);
    put("a", content);
    for (int[] range : new int[][] {{0, 1000}, {0, 1}, {999, 1}, {1, 998}, {0, 999}, {500, 500}}) {
      assertArrayEquals(
          Arrays.copyOfRange(content, range[0], range[0] + range[1]),
          get("a", ByteRange.of(range[0], range[1])),
          () -> Arrays.toString(range));
    }
  }

  @Test
  void aRangeMayBeEmpty() throws IOException {
    put("a", content(1000));
    for (int offset : List.of(0, 500, 1000)) {
      assertArrayEquals(new byte[0], get("a", ByteRange.of(offset, 0)));
    }
  }

  @Test
  void anOpenRangeGoesToTheEnd() throws IOException {
    byte[] content = content(1000);
    put("a", content);
    for (int offset : List.of(0, 1, 999, 1000)) {
      assertArrayEquals(
          Arrays.copyOfRange(content, offset, 1000), get("a", ByteRange.from(offset)));
    }
  }

  @Test
  void aRangePastTheEndFailsAndIsNeverShortened() throws IOException {
    put("a", content(1000));
    for (ByteRange range :
        List.of(
            ByteRange.of(0, 1001),
            ByteRange.of(999, 2),
            ByteRange.of(1000, 1),
            ByteRange.of(1, Long.MAX_VALUE - 1))) {
      assertReason(Reason.RANGE, () -> get("a", range), range.toString());
    }
  }

  @Test
  void aRangeBeyondTheEndFails() throws IOException {
    put("a", content(1000));
    for (ByteRange range :
        List.of(
            ByteRange.of(1001, 0),
            ByteRange.of(1001, 1),
            ByteRange.from(1001),
            ByteRange.from(Long.MAX_VALUE))) {
      assertReason(Reason.RANGE, () -> get("a", range), range.toString());
    }
  }

  @Test
  void anEmptyObjectHasNoRangeButTheEmptyOne() throws IOException {
    put("empty");
    assertArrayEquals(new byte[0], get("empty", ByteRange.of(0, 0)));
    assertArrayEquals(new byte[0], get("empty", ByteRange.from(0)));
    assertReason(Reason.RANGE, () -> get("empty", ByteRange.of(0, 1)));
    assertReason(Reason.RANGE, () -> get("empty", ByteRange.from(1)));
  }

  @Test
  void rangesOfALargeObjectAreExact() throws IOException {
    byte[] content = content(largeObjectBytes());
    put("large", content);
    Random random = new Random(11);
    for (int i = 0; i < 20; i++) {
      int offset = random.nextInt(content.length);
      int length = random.nextInt(content.length - offset) % (1 << 20);
      byte[] expected = Arrays.copyOfRange(content, offset, offset + length);
      assertTrue(Arrays.equals(expected, get("large", ByteRange.of(offset, length))));
    }
  }

  @Test
  void aStreamGivesSingleBytesAndSkips() throws IOException {
    byte[] content = content(300);
    content[0] = (byte) 0xff;
    put("a", content);
    try (InputStream in = storage.read(key("a"), ByteRange.of(0, 200))) {
      assertEquals(0xff, in.read());
      in.skipNBytes(100);
      assertEquals(content[101] & 0xff, in.read());
      assertArrayEquals(Arrays.copyOfRange(content, 102, 200), in.readAllBytes());
      assertEquals(-1, in.read());
      assertEquals(-1, in.read(new byte[10]));
    }
  }

  @Test
  void aStreamMayBeLeftEarlyAndClosedTwice() throws IOException {
    put("large", content(largeObjectBytes()));
    for (int i = 0; i < 20; i++) {
      InputStream in = storage.read(key("large"), ByteRange.all());
      assertEquals(1, in.readNBytes(1).length);
      in.close();
      in.close();
    }
  }

  @Test
  void anObjectIsReadByManyAtTheSameTime() throws Exception {
    byte[] content = content(300_000);
    put("a", content);
    List<Callable<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int offset = i * 1000;
      tasks.add(
          () -> {
            byte[] expected = Arrays.copyOfRange(content, offset, content.length);
            assertArrayEquals(expected, get("a", ByteRange.from(offset)));
            return "";
          });
    }
    runAll(tasks);
  }

  @Test
  void whatIsAbsentCannotBeRead() throws IOException {
    put("there/object");
    for (String absent : List.of("absent", "there", "there/objec", "there/object2", "no/where")) {
      assertReason(Reason.NOT_FOUND, () -> get(absent), absent);
      assertReason(Reason.NOT_FOUND, () -> get(absent, ByteRange.of(5, 5)), absent);
    }
  }

  @Test
  void belowAnObjectIsNothing() throws IOException {
    put("object", content(5));
    for (String absent : List.of("object/below", "object/far/below")) {
      assertReason(Reason.NOT_FOUND, () -> get(absent), absent);
      assertEquals(Optional.empty(), storage.stat(key(absent)));
      storage.delete(key(absent));
    }
    assertArrayEquals(content(5), get("object"));
  }

  // Looking up.

  @Test
  void aLookUpTellsSizeAndTime() throws IOException {
    ObjectInfo written = put("a", content(123));
    ObjectInfo found = storage.stat(key("a")).orElseThrow();
    assertEquals(key("a"), found.key());
    assertEquals(123, found.size());
    Instant now = Instant.now();
    for (ObjectInfo info : List.of(written, found)) {
      assertTrue(info.modified().isAfter(now.minus(SKEW)), info::toString);
      assertTrue(info.modified().isBefore(now.plus(SKEW)), info::toString);
    }
  }

  @Test
  void whatIsAbsentIsNotFound() throws IOException {
    put("folder/object");
    for (String absent : List.of("a", "folder", "folder/obj", "folder/object/x", "no/folder")) {
      assertEquals(Optional.empty(), storage.stat(key(absent)), absent);
    }
  }

  // Listing.

  @Test
  void aListIsInTheOrderOfKeysNotOfFolders() throws IOException {
    List<String> names = new ArrayList<>(List.of("a/b", "a-b", "a.b", "a0", "a_", "A", "b", "ab"));
    for (String name : names) {
      put(name);
    }
    names.sort(null);
    assertEquals(names, list(""));
  }

  @Test
  void aPrefixIsTextNotAFolder() throws IOException {
    for (String name : List.of("run/a", "run/b", "run-1", "runner/c", "other")) {
      put(name);
    }
    assertEquals(List.of("run-1", "run/a", "run/b", "runner/c"), list("run"));
    assertEquals(List.of("run/a", "run/b"), list("run/"));
    assertEquals(List.of("run/a"), list("run/a"));
    assertEquals(List.of("runner/c"), list("runn"));
    assertEquals(List.of(), list("run/a/"));
    assertEquals(List.of(), list("nothing"));
  }

  @Test
  void deepKeysAreListed() throws IOException {
    String deep = String.join("/", java.util.Collections.nCopies(100, "d"));
    put(deep + "/x", content(1));
    put(deep + "/y", content(2));
    assertEquals(List.of(deep + "/x", deep + "/y"), list("d/d"));
    assertEquals(2, storage.stat(key(deep + "/y")).orElseThrow().size());
  }

  @Test
  void aListTellsWhatALookUpTells() throws IOException {
    put("a", content(10));
    put("b/c", content(20));
    storage.list(prefix, info -> assertEquals(storage.stat(info.key()), Optional.of(info)));
    List<Long> sizes = new ArrayList<>();
    storage.list(prefix, info -> sizes.add(info.size()));
    assertEquals(List.of(10L, 20L), sizes);
  }

  @Test
  void aThousandObjectsAreListedEachOnce() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MANY + 1; i++) { // one more than a page of most object stores
      String name = "%s/%04d".formatted(i % 2 == 0 ? "even" : "odd", i);
      names.add(name);
      put(name);
    }
    names.sort(null);
    assertEquals(names, list(""));
    assertEquals(MANY / 2, list("odd/").size());
  }

  @Test
  void aVisitorThatThrowsEndsTheList() throws IOException {
    put("a");
    put("b");
    IOException own = new IOException("enough");
    List<String> seen = new ArrayList<>();
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                storage.list(
                    prefix,
                    info -> {
                      seen.add(info.key().value());
                      throw own;
                    }));
    assertSame(own, thrown);
    assertEquals(1, seen.size());
    IllegalStateException unchecked = new IllegalStateException("enough");
    assertSame(
        unchecked,
        assertThrows(
            IllegalStateException.class,
            () ->
                storage.list(
                    prefix,
                    info -> {
                      throw unchecked;
                    })));
  }

  @Test
  void aVisitorMayUseTheStorage() throws IOException {
    put("a", content(1));
    put("b", content(2));
    storage.list(
        prefix,
        info -> {
          try (InputStream in = storage.read(info.key(), ByteRange.all())) {
            assertEquals(info.size(), in.readAllBytes().length);
          }
          storage.delete(info.key());
        });
    assertEquals(List.of(), list(""));
  }

  @Test
  void theVisitorIsCalledOnTheCallersThread() throws IOException {
    put("a");
    List<Thread> threads = new ArrayList<>();
    storage.list(prefix, info -> threads.add(Thread.currentThread()));
    assertEquals(List.of(Thread.currentThread()), threads);
  }

  @Test
  void aListWhileOthersWriteHoldsWholeObjectsOnly() throws Exception {
    put("before", content(5000));
    try (ObjectWriter open = create("open")) {
      open.write(ByteBuffer.wrap(content(5000)));
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "during" + i;
        tasks.add(() -> put(name, content(5000)));
        tasks.add(
            () -> {
              List<String> seen = new ArrayList<>();
              storage.list(
                  prefix,
                  info -> {
                    assertEquals(5000, info.size(), info::toString);
                    seen.add(info.key().value());
                  });
              assertTrue(seen.contains(prefix + "before"));
              assertFalse(seen.contains(prefix + "open"));
              return "";
            });
      }
      runAll(tasks);
    }
    assertEquals(21, list("").size());
  }

  // Deleting.

  @Test
  void aDeletedObjectIsGone() throws IOException {
    put("a/b", content(10));
    put("a/c", content(10));
    storage.delete(key("a/b"));
    assertUnseen("a/b");
    assertEquals(List.of("a/c"), list(""));
    assertArrayEquals(content(10), get("a/c"));
  }

  @Test
  void deletingWhatIsAbsentIsSuccess() throws IOException {
    put("a/b");
    storage.delete(key("a/b"));
    storage.delete(key("a/b"));
    storage.delete(key("never"));
    storage.delete(key("never/was/there"));
  }

  @Test
  void deletingAPrefixDeletesNothing() throws IOException {
    put("a/b", content(1));
    storage.delete(key("a"));
    assertArrayEquals(content(1), get("a/b"));
  }

  @Test
  void deletingAtTheSameTimeIsSuccess() throws Exception {
    put("a", content(10));
    Callable<Object> delete =
        () -> {
          storage.delete(key("a"));
          return "";
        };
    runAll(List.of(delete, delete, delete, delete));
    assertUnseen("a");
  }

  // Keys.

  @Test
  void everyAllowedCharacterIsKept() throws IOException {
    String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+=";
    List<String> names =
        new ArrayList<>(List.of(all, "-dash", "+plus+", "=equals=", "a..b", "end.", "_/-/+/=/x.."));
    for (String name : names) {
      put(name, content(name.length()));
    }
    names.sort(null);
    assertEquals(names, list(""));
    for (String name : names) {
      assertArrayEquals(content(name.length()), get(name), name);
      storage.delete(key(name));
    }
    assertEquals(List.of(), list(""));
  }

  @Test
  void theLongestKeyIsKept() throws IOException {
    StringBuilder name = new StringBuilder();
    int room = 900 - prefix.length();
    while (room > 0) {
      int segment = Math.min(room, longestSegment());
      if (segment == room - 1) {
        segment--; // the last one may not be empty
      }
      name.append("k".repeat(segment));
      room -= segment;
      if (room > 0) {
        name.append('/');
        room--;
      }
    }
    assertEquals(900, key(name.toString()).value().length());
    put(name.toString(), content(9));
    assertArrayEquals(content(9), get(name.toString()));
    assertEquals(List.of(name.toString()), list(""));
  }

  @Test
  void aKeyTheStorageCannotHoldIsAbsentAndRefused() throws IOException {
    assumeTrue(longestSegment() < 800);
    put("other");
    String name = "k".repeat(longestSegment() + 1);
    assertEquals(Optional.empty(), storage.stat(key(name)));
    assertReason(Reason.NOT_FOUND, () -> get(name));
    storage.delete(key(name));
    assertThrows(StorageException.class, () -> put(name, content(1)));
    assertEquals(List.of("other"), list(""));
  }

  @Test
  void anObjectAndThoseBelowItAreThereTogetherOrRefused() throws IOException {
    put("a", content(1));
    put("b/c", content(2));
    if (keysMayNest()) {
      put("a/b", content(3));
      put("b", content(4));
      assertEquals(List.of("a", "a/b", "b", "b/c"), list(""));
    } else {
      assertThrows(StorageException.class, () -> put("a/b", content(3)));
      assertThrows(StorageException.class, () -> put("b", content(4)));
      assertEquals(List.of("a", "b/c"), list(""));
    }
    assertArrayEquals(content(1), get("a"));
    assertArrayEquals(content(2), get("b/c"));
  }

  // Appending ranges of other objects.

  @Test
  void appendingARangeMovesItOrDoesNothing() throws IOException {
    byte[] content = content(1000);
    put("source", content);
    byte[] expected;
    try (ObjectWriter writer = create("target")) {
      writer.write(ByteBuffer.wrap(content, 0, 10));
      boolean moved = writer.append(key("source"), ByteRange.of(100, 50));
      expected = Arrays.copyOf(content, moved ? 60 : 10);
      if (moved) {
        System.arraycopy(content, 100, expected, 10, 50);
      }
      assertEquals(expected.length, writer.commit().size());
    }
    assertArrayEquals(expected, get("target"));
    assertArrayEquals(content, get("source"));
  }

  @Test
  void appendingWhatIsNotThereFailsOrDoesNothing() throws IOException {
    put("source", content(10));
    try (ObjectWriter writer = create("target")) {
      try {
        assertFalse(writer.append(key("source"), ByteRange.of(5, 6)));
        assertFalse(writer.append(key("absent"), ByteRange.all()));
      } catch (StorageException e) {
        assertTrue(List.of(Reason.RANGE, Reason.NOT_FOUND).contains(e.reason()), e::toString);
      }
    }
    assertUnseen("target");
  }

  // Failures.

  @Test
  void aFullStorageSaysSoAndLeavesNothing() throws Exception {
    int room = 1 << 20;
    Optional<StorageTarget> small = withRoomFor(room);
    assumeTrue(small.isPresent());
    try (StorageTarget full = small.get()) {
      assertTrue(full.freeBytes().orElse(0) <= 2L * room);
      try (ObjectWriter writer = full.create(key("a"), WriteOptions.none())) {
        assertReason(
            Reason.FULL,
            () -> {
              for (int i = 0; i < 3 * room; i += 1000) {
                writer.write(ByteBuffer.wrap(content(1000)));
              }
              writer.commit();
            });
        assertThrows(IOException.class, writer::commit);
      }
      assertEquals(List.of(), keys(full, ""));
      try (ObjectWriter writer = full.create(key("b"), WriteOptions.none())) {
        writer.write(ByteBuffer.wrap(content(1000)));
        writer.commit();
      }
      assertEquals(List.of(prefix + "b"), keys(full, ""));
    }
  }

  @Test
  void anInterruptedWriterWritesAllOrNothing() throws Exception {
    OptionalLong before = traces();
    boolean committed;
    try (ObjectWriter writer = create("a")) {
      writer.write(ByteBuffer.wrap(content(1000)));
      Thread.currentThread().interrupt();
      try {
        writer.write(ByteBuffer.wrap(content(1000)));
        writer.commit();
        committed = true;
      } catch (IOException e) {
        committed = false;
      }
    } finally {
      assertTrue(Thread.interrupted(), "the interruption is still to be seen");
    }
    if (committed) {
      assertEquals(2000, get("a").length);
    } else {
      assertUnseen("a");
      assertEquals(before, traces());
    }
  }

  @Test
  void aThreadInterruptedBeforeTheCommitCommitsAllOrNothing() throws Exception {
    boolean committed;
    try (ObjectWriter writer = create("a")) {
      writer.write(ByteBuffer.wrap(content(1000)));
      Thread.currentThread().interrupt();
      try {
        writer.commit();
        committed = true;
      } catch (IOException e) {
        committed = false;
      }
    } finally {
      assertTrue(Thread.interrupted(), "the interruption is still to be seen");
    }
    assertEquals(committed ? List.of("a") : List.of(), list(""));
  }

  @Test
  void aFailureNamesTheObject() throws IOException {
    put("taken");
    for (Executable failing :
        List.<Executable>of(
            () -> get("taken", ByteRange.of(0, 1)), () -> get("absent"), () -> put("taken"))) {
      try {
        failing.execute();
      } catch (StorageException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(prefix), e::toString);
        assertFalse(e.isTransient(), "a repetition does not help");
      } catch (Throwable other) {
        throw new AssertionError(other);
      }
    }
  }

  // Closing.

  @Test
  void closingTheStorageTwiceDoesNothing() throws IOException {
    storage.close();
    storage.close();
  }

  @Test
  void aClosedStorageRefusesEveryCall() throws IOException {
    put("a");
    storage.close();
    for (Executable use :
        List.<Executable>of(
            () -> create("b").close(),
            () -> storage.read(key("a"), ByteRange.all()).close(),
            () -> storage.stat(key("a")),
            () -> storage.list("", info -> {}),
            () -> storage.delete(key("a")))) {
      assertThrows(IOException.class, use);
    }
  }

  @Test
  void objectsOutliveTheStorageThatWroteThem() throws Exception {
    put("a", content(100));
    storage.close();
    try (StorageTarget again = openAgain().orElse(storage)) {
      assumeTrue(again != storage);
      assertEquals(List.of(prefix + "a"), keys(again, prefix));
    }
  }

  private ObjectKey key(String name) {
    return ObjectKey.of(prefix + name);
  }

  private ObjectWriter create(String name) throws IOException {
    return storage.create(key(name), WriteOptions.none());
  }

  private ObjectInfo put(String name) throws IOException {
    return put(name, new byte[0]);
  }

  private ObjectInfo put(String name, byte[] content) throws IOException {
    try (ObjectWriter writer = create(name)) {
      writer.write(ByteBuffer.wrap(content));
      return writer.commit();
    }
  }

  private byte[] get(String name) throws IOException {
    return get(name, ByteRange.all());
  }

  private byte[] get(String name, ByteRange range) throws IOException {
    try (InputStream in = storage.read(key(name), range)) {
      return in.readAllBytes();
    }
  }

  private List<String> list(String namePrefix) throws IOException {
    return keys(storage, prefix + namePrefix).stream()
        .map(key -> key.substring(prefix.length()))
        .toList();
  }

  private static List<String> keys(StorageTarget storage, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    storage.list(prefix, info -> keys.add(info.key().value()));
    return keys;
  }

  private void assertUnseen(String name) throws IOException {
    assertEquals(Optional.empty(), storage.stat(key(name)));
    assertFalse(list("").contains(name));
    assertReason(Reason.NOT_FOUND, () -> get(name));
  }

  private static void assertReason(Reason reason, Executable failing) {
    assertReason(reason, failing, "");
  }

  private static void assertReason(Reason reason, Executable failing, String what) {
    StorageException failure = assertThrows(StorageException.class, failing, what);
    assertEquals(reason, failure.reason(), () -> what + " " + failure);
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static List<Object> runAll(List<Callable<Object>> tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      List<Object> results = new ArrayList<>();
      for (Future<Object> result : executor.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }
}
