package io.lifeboat.backup.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.contract.BytesSource;
import io.lifeboat.backup.contract.CollectingSink;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.testing.SmallHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the envelope says when it can't, and that it says it before it costs anything. */
class AgeLimitsTest {

  private static final AgeKeys KEYS = AgeKeys.generate();
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final CodecKeys PASSWORD = CodecKeys.none().withPassword(Secret.of("right"));

  private static byte[] encode(AgeCodec codec) throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    try (EncodedOutput output = codec.encode(sink)) {
      output.write(ByteBuffer.wrap(CONTENT));
      output.finish();
    }
    return sink.bytes();
  }

  private static AgeCodec identity(AgeKeys keys) throws IOException {
    return AgeCodec.of(CodecKeys.none().withIdentities(List.of(keys.identity())));
  }

  private static CodecException refused(AgeCodec codec, byte[] file) {
    BytesSource stored = new BytesSource(file);
    CodecException failure = assertThrows(CodecException.class, () -> codec.decode(stored));
    assertTrue(stored.isClosed());
    return failure;
  }

  @Test
  void aWorkFactorThatWouldStopTheServerIsRefusedAtOnce() throws IOException {
    String file =
        new String(encode(AgeCodec.of(PASSWORD).withWorkFactor(10)), StandardCharsets.ISO_8859_1);
    for (String factor :
        List.of("23", "30", "31", "40", "63", "64", "99", "999", "9".repeat(500))) {
      byte[] more =
          file.replaceFirst(" 10\n", " " + factor + "\n").getBytes(StandardCharsets.ISO_8859_1);
      long begun = System.nanoTime();
      CodecException failure = refused(AgeCodec.of(PASSWORD), more);
      assertEquals(Reason.UNSUPPORTED, failure.reason(), factor);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("22 is the most"), failure.toString());
      assertTrue(System.nanoTime() - begun < 5_000_000_000L, "no scrypt for " + factor);
    }
  }

  @Test
  void eachWayNotToOpenIsToldFromTheOthers() throws IOException {
    byte[] forPassword = encode(AgeCodec.of(PASSWORD).withWorkFactor(10));
    byte[] forKey = encode(AgeCodec.of(CodecKeys.none().withRecipients(List.of(KEYS.recipient()))));
    AgeCodec wrongPassword = AgeCodec.of(CodecKeys.none().withPassword(Secret.of("wrong")));
    AgeCodec wrongKey = identity(AgeKeys.generate());
    assertEquals(Reason.WRONG_KEY, refused(wrongPassword, forPassword).reason());
    assertEquals(Reason.WRONG_KEY, refused(wrongKey, forKey).reason());
    assertEquals(Reason.NO_KEY, refused(wrongPassword, forKey).reason());
    assertEquals(Reason.NO_KEY, refused(wrongKey, forPassword).reason());
    assertEquals(Reason.CORRUPT, refused(wrongKey, new byte[1000]).reason());
    assertEquals(Reason.CORRUPT, refused(wrongKey, new byte[0]).reason());
  }

  @Test
  void manyRecipientsEachOpenIt() throws IOException {
    List<String> recipients =
        new ArrayList<>(Collections.nCopies(500, AgeKeys.generate().recipient()));
    recipients.add(KEYS.recipient());
    byte[] file = encode(AgeCodec.of(CodecKeys.none().withRecipients(recipients)));
    try (ByteSource plain = identity(KEYS).decode(new BytesSource(file))) {
      ByteBuffer content = ByteBuffer.allocate(CONTENT.length);
      assertEquals(CONTENT.length, plain.read(0, content));
      assertArrayEquals(CONTENT, content.array());
    }
  }

  @Test
  void aHeaderOfAbsurdSizeIsRefused() throws IOException {
    String stanza = "-> grease\n" + "A".repeat(62) + "\n";
    List<String> headers =
        List.of(
            stanza.repeat(100_000),
            "-> " + "a ".repeat(400_000) + "\n\n",
            "-> " + "a".repeat(3_000_000),
            "-> grease\n" + ("A".repeat(64) + "\n").repeat(50_000));
    for (String header : headers) {
      byte[] file = ("age-encryption.org/v1\n" + header).getBytes(StandardCharsets.US_ASCII);
      assertEquals(Reason.CORRUPT, refused(identity(KEYS), file).reason());
    }
  }

  /** Encodes and decodes with a password in a heap that is too small for it. */
  static final class Password {

    private Password() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(AgeCodec.passwordHeapProblem().orElse("none"));
      try {
        AgeCodec.of(PASSWORD).encode(CollectingSink.unlimited()).close();
        System.out.println("encoded");
      } catch (CodecException refused) {
        System.out.println(refused.getMessage());
      }
      byte[] file = encode(AgeCodec.of(PASSWORD).withWorkFactor(10));
      String asksForMore =
          new String(file, StandardCharsets.ISO_8859_1).replaceFirst(" 10\n", " 18\n");
      try {
        AgeCodec.of(PASSWORD)
            .decode(new BytesSource(asksForMore.getBytes(StandardCharsets.ISO_8859_1)))
            .close();
        System.out.println("decoded");
      } catch (CodecException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  @Test
  void aHeapTooSmallForAPasswordIsASentenceAndNoError() throws IOException {
    List<String> printed = SmallHeap.run(64, Password.class);
    assertEquals(4, printed.size(), () -> String.join("\n", printed));
    for (String sentence : printed.subList(0, 3)) {
      assertTrue(sentence.contains("A password needs 256 MiB"), sentence);
      assertTrue(sentence.contains("-Xmx"), sentence);
    }
    assertEquals("exit 0", printed.get(3));
  }
}
