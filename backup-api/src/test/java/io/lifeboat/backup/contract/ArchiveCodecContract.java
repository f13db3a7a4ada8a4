package io.lifeboat.backup.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.EncodedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ArchiveCodec} does. Subclass it in the tests of a plugin.
 *
 * <p>Inputs are small, so that trying every position stays fast; {@link #edges()} names the sizes
 * at which a codec begins something new.
 */
public abstract class ArchiveCodecContract {

  /** The core promises a member codec one chunk of this size at most. */
  private static final int LARGEST = 4 << 20;

  /** What may be read to find out that a key is wrong: the beginning, whatever the size. */
  private static final int BEGINNING = 64 << 10;

  /** For subclasses. */
  protected ArchiveCodecContract() {}

  /**
   * Make the codec under test.
   *
   * @return a codec that decodes what it encodes
   * @throws IOException if it can't be made
   */
  protected abstract ArchiveCodec codec() throws IOException;

  /**
   * Make a codec that has keys, but others.
   *
   * @return what can't decode; empty for a codec without keys
   * @throws IOException if it can't be made
   */
  protected abstract Optional<ArchiveCodec> codecWithWrongKey() throws IOException;

  /**
   * Tell whether altered bytes are noticed. An envelope must notice every bit; a member codec
   * either notices or still gives the right bytes.
   *
   * @return false only for a codec that stores plain bytes without a checksum
   */
  protected boolean noticesChanges() {
    return true;
  }

  /**
   * Name the sizes at which the encoded form changes, such as those of full chunks.
   *
   * @return sizes in plain bytes, up to 4 MiB; each is tried with its neighbours
   */
  protected List<Integer> edges() {
    return List.of(4 << 10, 64 << 10, 1 << 20, LARGEST - 1);
  }

  @Test
  void itsIdIsLowerCaseLettersDigitsAndDashes() throws IOException {
    assertTrue(codec().id().matches("[a-z0-9]+(-[a-z0-9]+)*"), codec().id());
  }

  @Test
  void nothingComesBackAsNothing() throws IOException {
    assertRoundTrip(new byte[0]);
  }

  @Test
  void oneByteComesBack() throws IOException {
    assertRoundTrip(new byte[] {42});
  }

  @Test
  void everySizeAroundAnEdgeComesBack() throws IOException {
    for (int edge : edges()) {
      for (int size = edge - 1; size <= edge + 1; size++) {
        assertRoundTrip(content(size));
      }
    }
  }

  @Test
  void writesOfAnySizeFromAnyBufferComeBack() throws IOException {
    byte[] content = content(300_001);
    CollectingSink sink = CollectingSink.unlimited();
    try (EncodedOutput output = codec().encode(sink)) {
      Random random = new Random(7);
      for (int at = 0; at < content.length; ) {
        int count = Math.min(content.length - at, random.nextInt(40_000));
        ByteBuffer buffer = random.nextBoolean() ? odd(count) : ByteBuffer.allocateDirect(count);
        buffer.put(buffer.position(), content, at, count);
        output.write(buffer);
        assertFalse(buffer.hasRemaining());
        // Whoever wrote may reuse the buffer now.
        buffer.rewind();
        buffer.put(new byte[buffer.limit()]);
        at += count;
      }
      output.finish();
    }
    assertArrayEquals(content, decode(codec(), sink.bytes()));
  }

  @Test
  void finishingFinishesTheSinkOnceAndClosingClosesIt() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    EncodedOutput output = codec().encode(sink);
    output.write(ByteBuffer.wrap(content(1000)));
    assertEquals(0, sink.finishes());
    output.finish();
    assertEquals(1, sink.finishes());
    output.close();
    output.close();
    assertEquals(1, sink.finishes());
    assertTrue(sink.isClosed());
  }

  @Test
  void closingEarlyLeavesNothingThatLooksWhole() throws IOException {
    List<Integer> sizes = new ArrayList<>(edges());
    sizes.add(0);
    sizes.add(1000);
    for (int size : sizes) {
      CollectingSink sink = CollectingSink.unlimited();
      EncodedOutput output = codec().encode(sink);
      output.write(ByteBuffer.wrap(content(size)));
      output.close();
      assertEquals(0, sink.finishes());
      assertTrue(sink.isClosed());
      if (noticesChanges()) {
        assertThrows(CodecException.class, () -> decode(codec(), sink.bytes()), "size " + size);
      }
    }
  }

  @Test
  void nothingMayFollowTheEnd() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    try (EncodedOutput output = codec().encode(sink)) {
      output.write(ByteBuffer.wrap(content(1000)));
      output.finish();
      byte[] whole = sink.bytes();
      assertThrows(Exception.class, output::finish);
      assertThrows(Exception.class, () -> output.write(ByteBuffer.wrap(content(1))));
      assertArrayEquals(whole, sink.bytes());
      assertEquals(1, sink.finishes());
    }
    assertThrows(Exception.class, () -> closed().write(ByteBuffer.wrap(content(1))));
    assertThrows(Exception.class, () -> closed().finish());
  }

  @Test
  void aFailureOfTheSinkPassesUnchangedAndClosingIsSafe() throws IOException {
    byte[] content = content(200_000);
    int whole = encode(codec(), content).length;
    for (int capacity : List.of(0, 1, whole / 2, whole - 1, whole)) {
      CollectingSink sink = CollectingSink.failingAfter(capacity);
      IOException thrown = assertThrows(IOException.class, () -> encodeInto(sink, content));
      assertSame(sink.failure(), thrown);
      assertEquals(0, sink.finishes());
      assertTrue(sink.isClosed());
    }
  }

  @Test
  void cutAnywhereIsNoticed() throws IOException {
    assumeTrue(noticesChanges());
    byte[] small = encode(codec(), content(600));
    for (int size = 0; size < small.length; size++) {
      assertNoticed(Arrays.copyOf(small, size), "cut to " + size);
    }
    for (int edge : edges()) {
      byte[] large = encode(codec(), content(edge));
      for (int cut : List.of(1, 2, 15, 16, 17, 1000, large.length / 2, large.length - 1)) {
        assertNoticed(Arrays.copyOf(large, large.length - cut), "cut by " + cut);
      }
    }
  }

  @Test
  void anythingBehindTheEndIsNoticed() throws IOException {
    assumeTrue(noticesChanges());
    for (int size : List.of(0, 600, 65_536)) {
      byte[] whole = encode(codec(), content(size));
      for (int more : List.of(1, 16, 17, 70_000)) {
        assertNoticed(Arrays.copyOf(whole, whole.length + more), size + " and " + more);
      }
      byte[] twice = Arrays.copyOf(whole, whole.length * 2);
      System.arraycopy(whole, 0, twice, whole.length, whole.length);
      assertNoticed(twice, size + " twice");
    }
  }

  @Test
  void aFlippedBitNeverGivesOtherBytes() throws IOException {
    assumeTrue(noticesChanges());
    byte[] content = content(600);
    byte[] encoded = encode(codec(), content);
    for (int bit = 0; bit < encoded.length * 8; bit++) {
      encoded[bit / 8] ^= (byte) (1 << bit % 8);
      assertRightOrNoticed(content, encoded, "bit " + bit);
      encoded[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void oneCodecWorksForManyAtTheSameTime() throws Exception {
    ArchiveCodec codec = codec();
    List<Callable<byte[]>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] content = content(10_000 * i + i);
      tasks.add(
          () -> {
            assertArrayEquals(content, decode(codec, encode(codec, content)));
            return content;
          });
    }
    runAll(tasks);
  }

  @Test
  void aSeekableOneGivesAnyRangeToSeveralThreads() throws Exception {
    assumeTrue(codec().seekable());
    byte[] content = content(1 << 20);
    byte[] encoded = encode(codec(), content);
    try (ByteSource source = codec().decode(new BytesSource(encoded))) {
      assertEquals(content.length, source.size());
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        Random random = new Random(seed);
        tasks.add(() -> readRanges(source, content, random));
      }
      runAll(tasks);
    }
  }

  @Test
  void readingAtOrPastTheEndGivesNothing() throws IOException {
    byte[] content = content(1000);
    try (ByteSource source = codec().decode(new BytesSource(encode(codec(), content)))) {
      ByteBuffer target = ByteBuffer.allocate(2000);
      assertEquals(1000, source.read(0, target));
      assertArrayEquals(content, Arrays.copyOf(target.array(), 1000));
      assertEquals(0, source.read(1000, target));
      assertEquals(0, source.read(Long.MAX_VALUE, target));
      assertEquals(0, source.read(0, ByteBuffer.allocate(0)));
    }
  }

  @Test
  void closingTheResultClosesWhatWasStored() throws IOException {
    BytesSource stored = new BytesSource(encode(codec(), content(1000)));
    ByteSource source = codec().decode(stored);
    source.close();
    source.close();
    assertTrue(stored.isClosed());
  }

  @Test
  void aFailureToDecodeClosesWhatWasStored() throws IOException {
    assumeTrue(noticesChanges());
    BytesSource stored = new BytesSource(new byte[100]);
    assertThrows(CodecException.class, () -> codec().decode(stored));
    assertTrue(stored.isClosed());
  }

  @Test
  void aWrongKeyIsToldFromTheBeginningAlone() throws IOException {
    Optional<ArchiveCodec> other = codecWithWrongKey();
    assumeTrue(other.isPresent());
    BytesSource stored = new BytesSource(encode(codec(), content(LARGEST)));
    CodecException failure =
        assertThrows(CodecException.class, () -> other.orElseThrow().decode(stored));
    assertEquals(Reason.WRONG_KEY, failure.reason());
    assertTrue(stored.bytesRead() <= BEGINNING, stored.bytesRead() + " bytes were read");
    assertTrue(stored.isClosed());
  }

  @Test
  void anEncryptedInputIsNotInTheOutput() throws IOException {
    assumeTrue(codecWithWrongKey().isPresent());
    String encoded = latin1(encode(codec(), content(1000)));
    String content = latin1(content(1000));
    for (int at = 0; at + 8 <= content.length(); at++) {
      assertEquals(-1, encoded.indexOf(content.substring(at, at + 8)));
    }
    assertNotEquals(encoded, latin1(encode(codec(), content(1000))), "the same key stream twice");
  }

  private void assertRoundTrip(byte[] content) throws IOException {
    assertArrayEquals(content, decode(codec(), encode(codec(), content)));
  }

  private void assertNoticed(byte[] encoded, String how) {
    assertThrows(CodecException.class, () -> decode(codec(), encoded), how);
  }

  private void assertRightOrNoticed(byte[] content, byte[] encoded, String how) throws IOException {
    byte[] decoded;
    try {
      decoded = decode(codec(), encoded);
    } catch (CodecException noticed) {
      return;
    }
    assertTrue(codecWithWrongKey().isEmpty(), "An envelope notices every bit: " + how);
    assertArrayEquals(content, decoded, how);
  }

  private void encodeInto(CollectingSink sink, byte[] content) throws IOException {
    try (sink;
        EncodedOutput output = codec().encode(sink)) {
      try {
        output.write(ByteBuffer.wrap(content));
        output.finish();
      } catch (IOException failure) {
        assertThrows(Exception.class, output::finish, "finished after a failure");
        throw failure;
      }
    }
  }

  private EncodedOutput closed() throws IOException {
    EncodedOutput output = codec().encode(CollectingSink.unlimited());
    output.close();
    return output;
  }

  private static byte[] readRanges(ByteSource source, byte[] content, Random random)
      throws IOException {
    for (int i = 0; i < 100; i++) {
      int position = random.nextInt(content.length);
      int length = Math.min(random.nextInt(200_000), content.length - position);
      ByteBuffer target =
          random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      assertEquals(length, source.read(position, target));
      assertEquals(ByteBuffer.wrap(content, position, length), target.flip());
    }
    return content;
  }

  private static byte[] encode(ArchiveCodec codec, byte[] content) throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    try (EncodedOutput output = codec.encode(sink)) {
      output.write(ByteBuffer.wrap(content));
      output.finish();
    }
    return sink.bytes();
  }

  private static byte[] decode(ArchiveCodec codec, byte[] encoded) throws IOException {
    try (ByteSource source = codec.decode(new BytesSource(encoded))) {
      ByteBuffer target = ByteBuffer.allocate(Math.max(encoded.length * 2, LARGEST) + 1);
      int count = source.read(0, target);
      if (source.size() != ByteSource.UNKNOWN_SIZE) {
        assertEquals(source.size(), count);
      }
      return Arrays.copyOf(target.array(), count);
    }
  }

  /** Half text, half noise: it can be compressed, but not to nothing. */
  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    for (int i = 0; i < size; i++) {
      if (i / 64 % 2 == 0) {
        content[i] = (byte) ('a' + i % 16);
      }
    }
    return content;
  }

  /** A heap buffer that neither begins nor ends where its array does. */
  private static ByteBuffer odd(int size) {
    return ByteBuffer.allocate(size + 10).slice(3, size + 5).limit(size);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void runAll(List<Callable<byte[]>> tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      for (Future<byte[]> result : executor.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
