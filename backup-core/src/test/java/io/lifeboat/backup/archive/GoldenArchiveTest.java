package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.codec.AgeCodec;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.codec.NoneCodec;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.contract.CollectingSink;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.storage.FileByteSource;
import io.lifeboat.backup.testing.DebianTools;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of format version 1 that were written once. They open for ever, and never change. */
class GoldenArchiveTest {

  private static final String NONE = "plain-none.tar";
  private static final String ZSTD = "plain-zstd.tar";
  private static final String KEY = "recipients.tar.age";
  private static final String PASSWORD = "password.tar.age";

  /** Of a password that everybody knows: nothing else is encrypted with it. */
  private static final int QUICK = 10;

  private static final CodecKeys KEYS =
      CodecKeys.none()
          .withPassword(Secret.of("golden"))
          .withIdentities(
              List.of(
                  Secret.of(
                      "AGE-SECRET-KEY-1TF7LL88PDG77LNYTGJJY4RQE7ATWS8L759PKY5W8T83A7LEC34GSWWGMM4")));

  @TempDir Path work;

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GoldenArchiveTest.class.getResource("/golden/1/" + name)).toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ZSTD, KEY, PASSWORD})
  void anArchiveOfFormat1HasTheContentItAlwaysHad(String name) throws Exception {
    ByteSource stored = FileByteSource.open(golden(name));
    ByteSource plain = name.endsWith(".age") ? AgeCodec.of(KEYS).decode(stored) : stored;
    try (ArchiveReader reader =
        ArchiveReader.open(plain, List.of(new ZstdCodec(), new NoneCodec()))) {
      reader.verify(position -> {}, CancellationToken.create());
      assertSample(reader);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, ZSTD, KEY, PASSWORD})
  void anArchiveOfFormat1OpensWithTheToolsOfDebian(String name) throws Exception {
    DebianTools.assertOpens(golden(name), KEYS);
  }

  static void assertSample(ArchiveReader reader) throws IOException {
    Manifest manifest = reader.manifest();
    assertEquals("demo-20260102T030405123Z-abc123", manifest.id());
    assertEquals(SampleArchive.TIME, manifest.created());
    assertEquals(Map.of("schema", "public", "underscored", "true"), manifest.hostAttributes());
    assertEquals(Outcome.PARTIAL, reader.outcome());
    assertEquals(2000, reader.totals().rows());
    for (DumpPart part : SampleArchive.parts()) {
      PartEntry entry = reader.part(part.id()).orElseThrow();
      assertEquals(part, entry.part());
      try (InputStream content = reader.openPart(part.id())) {
        assertArrayEquals(SampleArchive.content(part), content.readAllBytes());
      }
    }
    assertEquals(
        Map.of("täble", Tally.of(2000, -5)), reader.part("rows").orElseThrow().result().tallies());
    Map<String, byte[]> files = new HashMap<>(SampleArchive.files());
    reader.visitEntries(
        entry -> {
          assertEquals(SampleArchive.TIME, entry.header().modified());
          switch (entry.kind()) {
            case DIRECTORY -> assertEquals("uploads/empty ü", entry.header().toString());
            case LINK -> assertEquals(Optional.of("small.txt"), entry.target());
            case FILE -> {
              assertEquals(0640, entry.header().mode());
              try (InputStream content = reader.openFile(entry)) {
                assertArrayEquals(files.remove(entry.header().toString()), content.readAllBytes());
              }
            }
          }
          return true;
        });
    assertEquals(Map.of(), files, "all files are there");
  }

  /**
   * Without compression nothing but the format decides the bytes: this one must stay the same for
   * ever. What zstd makes of the same bytes may change with its version, so of those it is only
   * asked that two runs agree.
   */
  @Test
  void theWriterOfTodayWritesTheSameBytes() throws Exception {
    assertArrayEquals(Files.readAllBytes(golden(NONE)), written(new NoneCodec(), Optional.empty()));
    assertArrayEquals(
        written(new ZstdCodec(), Optional.empty()), written(new ZstdCodec(), Optional.empty()));
  }

  private byte[] written(ArchiveCodec codec, Optional<AgeCodec> age) throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    EncodedOutput output = age.isPresent() ? age.get().encode(sink) : sink;
    SampleArchive.write(output, codec, work);
    return sink.bytes();
  }

  /** Writes the archives anew, for a new format version: {@code -Dgolden=FOLDER}. */
  @Test
  void theyCanBeWrittenForANewFormat() throws IOException {
    Path folder = Path.of(System.getProperty("golden", work.resolve("golden").toString()));
    Files.createDirectories(folder);
    AgeKeys keys = AgeKeys.of(KEYS.identities().get(0));
    CodecKeys recipients =
        CodecKeys.none().withRecipients(List.of(keys.recipient(), AgeKeys.generate().recipient()));
    CodecKeys password = CodecKeys.none().withPassword(KEYS.password().orElseThrow());
    Files.write(folder.resolve(NONE), written(new NoneCodec(), Optional.empty()));
    Files.write(folder.resolve(ZSTD), written(new ZstdCodec(), Optional.empty()));
    Files.write(
        folder.resolve(KEY), written(new ZstdCodec(), Optional.of(AgeCodec.of(recipients))));
    Files.write(
        folder.resolve(PASSWORD),
        written(new ZstdCodec(), Optional.of(AgeCodec.of(password).withWorkFactor(QUICK))));
    for (String name : List.of(NONE, ZSTD, KEY, PASSWORD)) {
      DebianTools.assertOpens(folder.resolve(name), KEYS);
    }
    assertTrue(Files.size(folder.resolve(NONE)) > 0);
  }
}
