package io.lifeboat.backup.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.contract.BytesSource;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AgeVectorsTest {

  /** In front of the payload of every vector that has one. */
  private static final Set<Reason> HEADER = Set.of(Reason.CORRUPT, Reason.UNSUPPORTED);

  @TestFactory
  Stream<DynamicTest> aPublicVectorDoesWhatItSays() throws Exception {
    return vectors().stream().map(v -> dynamicTest(v.name(), () -> check(v)));
  }

  @Test
  void allVectorsOfTheFeaturesBuiltAreThere() throws Exception {
    assertEquals(92, vectors().size());
  }

  private static List<AgeVector> vectors() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(AgeVectorsTest.class.getResource("/age-testkit")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().matches("README.md|[.].*"))
          .sorted()
          .map(AgeVectorsTest::read)
          .toList();
    }
  }

  private static AgeVector read(Path path) {
    try {
      return AgeVector.read(path);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void check(AgeVector vector) throws Exception {
    AgeCodec codec = AgeCodec.of(keys(vector));
    ByteArrayOutputStream released = new ByteArrayOutputStream();
    switch (vector.expect()) {
      case "success" -> {
        readAll(codec, vector, released);
        assertEquals(vector.values("payload"), List.of(sha256(released)));
      }
      case "payload failure" -> {
        CodecException failure =
            assertThrows(CodecException.class, () -> readAll(codec, vector, released));
        assertEquals(Reason.CORRUPT, failure.reason());
        // The vector names what may be released. Whole chunks before the broken one are less.
        if (!vector.values("payload").equals(List.of(sha256(released)))) {
          assertEquals(0, released.size() % StreamKey.CHUNK);
          assertTrue(released.size() < vector.file().length - StreamKey.CHUNK);
        }
      }
      case "no match" -> {
        CodecException failure = openFails(codec, vector);
        assertTrue(
            Set.of(Reason.WRONG_KEY, Reason.NO_KEY).contains(failure.reason()), failure.toString());
      }
      case "header failure" -> {
        CodecException failure = openFails(codec, vector);
        assertTrue(HEADER.contains(failure.reason()), failure.toString());
        assertTrue(
            !String.valueOf(failure.getMessage()).contains("authentication code does not match"));
      }
      case "HMAC failure" -> {
        CodecException failure = openFails(codec, vector);
        assertEquals(Reason.CORRUPT, failure.reason());
        assertTrue(
            String.valueOf(failure.getMessage()).contains("authentication code does not match"),
            failure.toString());
      }
      default -> throw new AssertionError("Unknown expectation: " + vector.expect());
    }
  }

  private static CodecException openFails(AgeCodec codec, AgeVector vector) {
    return assertThrows(CodecException.class, () -> codec.decode(new BytesSource(vector.file())));
  }

  private static CodecKeys keys(AgeVector vector) {
    CodecKeys keys =
        CodecKeys.none()
            .withIdentities(vector.values("identity").stream().map(Secret::of).toList());
    return vector.values("passphrase").stream()
        .map(Secret::of)
        .findFirst()
        .map(keys::withPassword)
        .orElse(keys);
  }

  private static void readAll(AgeCodec codec, AgeVector vector, ByteArrayOutputStream released)
      throws IOException {
    try (ByteSource source = codec.decode(new BytesSource(vector.file()))) {
      ByteBuffer buffer = ByteBuffer.allocate(StreamKey.CHUNK);
      long position = 0;
      for (int count = source.read(0, buffer); count > 0; count = source.read(position, buffer)) {
        released.write(buffer.array(), 0, count);
        position += count;
        buffer.clear();
      }
      assertEquals(source.size(), position);
    }
  }

  private static String sha256(ByteArrayOutputStream bytes) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
  }
}
