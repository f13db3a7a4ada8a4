package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.codec.ZstdCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class HostileArchiveTest {

  private static final int CHUNK = 1 << 10;
  private static final ZstdCodec ZSTD = new ZstdCodec(3, 1 << 20);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");

  @TempDir Path work;

  /** Puts what it likes into an archive. */
  private interface Content {
    void writeTo(ArchiveWriter writer) throws Exception;
  }

  private byte[] archive(List<DumpPart> parts, Content content) throws Exception {
    Manifest manifest =
        Manifest.of("demo-20260102T030405123Z-abc123", TIME, "0.1")
            .withDatabase(DumpDescription.of("test", 1, "1.2.3", "4.5").withParts(parts))
            .withFiles(List.of(ArchivedRoot.of("uploads")));
    Sink sink = new Sink();
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest, new ArchiveSettings(CHUNK, ZSTD, work))) {
      content.writeTo(writer);
      writer.finish(List.of(), List.of());
    }
    return sink.bytes.toByteArray();
  }

  private static void file(ArchiveWriter writer, String path) throws IOException {
    try (FileOutput file = writer.openFile("uploads", EntryPath.of(path), 1)) {
      file.write(path.getBytes(StandardCharsets.UTF_8));
      file.complete(0640, TIME);
    }
  }

  private void assertRefused(Content content) throws Exception {
    byte[] bytes = archive(List.of(), content);
    try (ArchiveReader reader = ArchiveReader.open(new Bytes(bytes), List.of(ZSTD))) {
      List<ArchivedEntry> met = new ArrayList<>();
      ArchiveCorruptException refused =
          assertThrows(ArchiveCorruptException.class, () -> reader.visitEntries(met::add));
      assertEquals(ArchiveCorruptException.Reason.REFUSED, refused.reason());
      assertEquals(List.of(), met, "nothing was handed on before it was refused");
      assertThrows(
          ArchiveCorruptException.class,
          () -> reader.verify(position -> {}, CancellationToken.create()));
    }
  }

  @TestFactory
  Stream<DynamicTest> anArchiveIsRefusedWith() {
    return HostileArchives.all().entrySet().stream()
        .map(one -> dynamicTest(one.getKey(), () -> assertRefused(one.getValue())));
  }

  /** The order of a restore: verify, and only then read; whoever reads first is safe too. */
  private static void assertRefused(byte[] bytes) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          ArchiveCorruptException refused =
              assertThrows(ArchiveCorruptException.class, () -> openAndVerify(bytes));
          String message = String.valueOf(refused.getMessage());
          assertTrue(message.length() > 20 && message.length() <= 2000, message);
          assertTrue(message.chars().noneMatch(Character::isISOControl), message);
          try {
            readAll(bytes);
          } catch (ArchiveCorruptException alsoRefused) {
            // Or what is wrong is not in what is read.
          }
        });
  }

  private static void openAndVerify(byte[] bytes) throws IOException {
    try (ArchiveReader reader = ArchiveReader.open(new Bytes(bytes), List.of(ZSTD))) {
      reader.verify(position -> {}, CancellationToken.create());
    }
  }

  private static void readAll(byte[] bytes) throws IOException {
    try (ArchiveReader reader = ArchiveReader.open(new Bytes(bytes), List.of(ZSTD))) {
      reader.visitMissing(missing -> {});
      reader.visitFindings(finding -> {});
      for (PartEntry part : reader.parts()) {
        try (InputStream stream = reader.openPart(part.part().id())) {
          stream.transferTo(OutputStream.nullOutputStream());
        }
      }
      reader.visitEntries(
          entry -> {
            if (entry.kind() == ArchivedEntry.Kind.FILE) {
              try (InputStream stream = reader.openFile(entry)) {
                stream.transferTo(OutputStream.nullOutputStream());
              }
            }
            return true;
          });
    }
  }

  @Test
  void whatALaterReleaseMayAddIsLeftAlone() throws IOException {
    openAndVerify(HostileArchives.good());
    readAll(HostileArchives.good());
  }

  @Test
  void aFileThatStandsTwiceIsRefused() throws Exception {
    assertRefused(
        writer -> {
          file(writer, "a");
          file(writer, "a");
        });
  }

  @Test
  void aFileBelowAFileIsRefused() throws Exception {
    assertRefused(
        writer -> {
          file(writer, "a/b/c");
          file(writer, "a");
        });
  }

  @Test
  void aFileBelowALinkIsRefused() throws Exception {
    assertRefused(
        writer -> {
          writer.addLink(new FileHeader("uploads", EntryPath.of("a"), 0777, TIME), "elsewhere");
          file(writer, "a/b");
        });
  }

  @Test
  void aNewerFormatIsRefusedWithBothVersions() {
    byte[] newer = "{\"format\":7,\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    ArchiveCorruptException refused =
        assertThrows(ArchiveCorruptException.class, () -> ManifestJson.read(newer));
    assertEquals(ArchiveCorruptException.Reason.UNSUPPORTED, refused.reason());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("7") && message.contains("1"), message);
  }

  @Test
  void namesAndSizesBeyondUstarSurviveTheirHeader() throws IOException {
    TarMember member =
        TarMember.file("ü".repeat(300) + "/" + "x".repeat(200), 20L << 30, 0640, TIME);
    assertEquals(member, TarMember.decode(member.encode()));
  }

  @Test
  void partsWrittenByManyThreadsAreReadEachInItsOrder() throws Exception {
    List<DumpPart> parts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      parts.add(DumpPart.of(Stage.DATA, "part" + i));
    }
    byte[] bytes = archive(parts, writer -> writeAtOnce(writer, parts));
    try (ArchiveReader reader = ArchiveReader.open(new Bytes(bytes), List.of(ZSTD))) {
      reader.verify(position -> {}, CancellationToken.create());
      for (DumpPart part : parts) {
        try (InputStream stream = reader.openPart(part.id())) {
          assertArrayEquals(noise(part), stream.readAllBytes());
        }
      }
    }
  }

  private static void writeAtOnce(ArchiveWriter writer, List<DumpPart> parts) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (DumpPart part : parts) {
        tasks.add(
            () -> {
              try (PartOutput output = writer.openPart(part)) {
                output.write(noise(part));
                output.complete(PartResult.nothing());
              }
              return true;
            });
      }
      for (Future<Boolean> done : workers.invokeAll(tasks)) {
        assertTrue(done.get());
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static byte[] noise(DumpPart part) {
    byte[] bytes = new byte[50_000];
    new Random(part.id().hashCode()).nextBytes(bytes);
    return bytes;
  }

  @Test
  void openingReadsOnlyTheEndsOfAnArchive() throws Exception {
    byte[] bytes =
        archive(
            List.of(),
            writer -> {
              for (int i = 0; i < 500; i++) {
                file(writer, "file" + i);
              }
            });
    Bytes source = new Bytes(bytes);
    try (ArchiveReader reader = ArchiveReader.open(source, List.of(ZSTD))) {
      assertEquals(500, reader.totals().files());
      assertTrue(source.read < bytes.length / 10, source.read + " of " + bytes.length);
    }
  }

  /** Bytes in memory that count how many were read. */
  private static final class Bytes implements ByteSource {

    private final byte[] all;
    private long read;

    Bytes(byte[] all) {
      this.all = all;
    }

    @Override
    public long size() {
      return all.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
      int count = (int) Math.min(target.remaining(), Math.max(0, all.length - position));
      if (count > 0) {
        target.put(all, (int) position, count);
        read += count;
      }
      return count;
    }

    @Override
    public void close() {}
  }

  /** Collects. */
  private static final class Sink implements EncodedOutput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer more) {
      byte[] copy = new byte[more.remaining()];
      more.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }
}
