package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.codec.AgeCodec;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  private static final int CHUNK = 1 << 10;
  private static final ZstdCodec ZSTD = new ZstdCodec(3, 1 << 20);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");
  private static final AgeKeys KEYS = AgeKeys.generate();
  private static final DumpPart SCHEMA = DumpPart.of(Stage.SCHEMA, "schema");
  private static final DumpPart ROWS =
      DumpPart.of(Stage.DATA, "rows").withGroup("täble").withProperties(Map.of("columns", "a,b"));
  private static final DumpPart NOTHING = DumpPart.of(Stage.FINISH, "nothing");
  private static final byte[] TEXT = "a row of text\n".repeat(300).getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOISE = noise(3000);

  @TempDir Path work;

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static Manifest manifest() {
    return Manifest.of("demo-20260102T030405123Z-abc123", TIME, "0.1")
        .withHost("demo", "1.0", Map.of("schema", "public"))
        .withDatabase(
            DumpDescription.of("test", 1, "1.2.3", "4.5")
                .withFacts(Map.of("k", "v"))
                .withParts(List.of(SCHEMA, ROWS, NOTHING)))
        .withFiles(List.of(ArchivedRoot.of("uploads")));
  }

  private byte[] archive() throws IOException {
    Sink sink = new Sink();
    write(sink);
    return sink.bytes.toByteArray();
  }

  private void write(EncodedOutput sink) throws IOException {
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest(), new ArchiveSettings(CHUNK, ZSTD, work))) {
      try (PartOutput part = writer.openPart(SCHEMA)) {
        part.write("CREATE".getBytes(StandardCharsets.UTF_8));
        part.complete(PartResult.nothing());
      }
      try (PartOutput part = writer.openPart(ROWS)) {
        part.write(TEXT);
        part.complete(PartResult.of("täble", Tally.of(300, -5)));
      }
      try (PartOutput part = writer.openPart(NOTHING)) {
        part.complete(PartResult.nothing());
      }
      writer.addDirectory(new FileHeader("uploads", EntryPath.of("empty ü"), 0750, TIME));
      writer.addLink(new FileHeader("uploads", EntryPath.of("link"), 0777, TIME), "small.txt");
      file(writer, "small.txt", TEXT);
      file(writer, "noise.bin", NOISE);
      file(writer, "none", new byte[0]);
      file(
          writer,
          "a".repeat(120) + "/" + "ü".repeat(100),
          "long name".getBytes(StandardCharsets.UTF_8));
      writer.finish(
          List.of(new MissingFile("uploads", "gone", "It was gone.")),
          List.of(Finding.info("code", "message")));
    }
  }

  private static void file(ArchiveWriter writer, String path, byte[] content) throws IOException {
    try (FileOutput abandoned = writer.openFile("uploads", EntryPath.of(path), 1)) {
      abandoned.write(content);
    }
    try (FileOutput file = writer.openFile("uploads", EntryPath.of(path), 2)) {
      file.write(content);
      file.complete(0640, TIME);
    }
  }

  private static ArchiveReader open(byte[] archive) throws IOException {
    return ArchiveReader.open(new Bytes(archive), List.of(ZSTD));
  }

  private static void openAndVerify(ByteSource source) throws IOException {
    try (ArchiveReader reader = ArchiveReader.open(source, List.of(ZSTD))) {
      reader.verify(position -> {}, CancellationToken.create());
    }
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    byte[] bytes = archive();
    openAndVerify(new Bytes(bytes));
    try (ArchiveReader reader = open(bytes)) {
      assertEquals(Outcome.PARTIAL, reader.outcome());
      assertEquals("demo", reader.manifest().application());
      assertEquals(
          List.of(SCHEMA, ROWS, NOTHING), reader.parts().stream().map(PartEntry::part).toList());
      assertEquals(
          Map.of("täble", Tally.of(300, -5)), reader.part("rows").orElseThrow().result().tallies());
      assertArrayEquals(TEXT, read(reader.openPart("rows")));
      assertArrayEquals(new byte[0], read(reader.openPart("nothing")));

      Map<String, byte[]> files = new TreeMap<>();
      List<ArchivedEntry> others = new ArrayList<>();
      reader.visitEntries(
          entry -> {
            if (entry.kind() == ArchivedEntry.Kind.FILE) {
              assertEquals(0640, entry.header().mode());
              assertEquals(TIME, entry.header().modified());
              files.put(entry.header().path().value(), read(reader.openFile(entry)));
            } else {
              others.add(entry);
            }
            return true;
          });
      assertArrayEquals(TEXT, files.get("small.txt"));
      assertArrayEquals(NOISE, files.get("noise.bin"));
      assertArrayEquals(new byte[0], files.get("none"));
      assertEquals(4, files.size());
      assertEquals(2, others.size());
      List<MissingFile> missing = new ArrayList<>();
      reader.visitMissing(missing::add);
      assertEquals(List.of("gone"), missing.stream().map(MissingFile::path).toList());
    }
  }

  private static byte[] read(InputStream stream) throws IOException {
    try (stream) {
      return stream.readAllBytes();
    }
  }

  @Test
  void aCutAtAnyByteIsNoticed() throws IOException {
    byte[] bytes = archive();
    for (int size = 0; size < bytes.length; size++) {
      byte[] cut = Arrays.copyOf(bytes, size);
      assertThrows(IOException.class, () -> openAndVerify(new Bytes(cut)), "cut at " + size);
    }
  }

  @Test
  void aFlippedBitInAnyByteIsNoticed() throws IOException {
    byte[] bytes = archive();
    Random random = new Random(11);
    for (int at = 0; at < bytes.length; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      assertThrows(IOException.class, () -> openAndVerify(new Bytes(flipped)), "flip at " + at);
    }
  }

  @Test
  void anEncryptedArchiveNoticesCutsFlipsAndAdditions() throws IOException {
    AgeCodec age =
        AgeCodec.of(
            CodecKeys.none()
                .withRecipients(List.of(KEYS.recipient()))
                .withIdentities(List.of(KEYS.identity())));
    Sink sink = new Sink();
    write(age.encode(sink));
    byte[] bytes = sink.bytes.toByteArray();
    openAndVerify(age.decode(new Bytes(bytes)));
    for (int at = 0; at < bytes.length; at += 31) {
      byte[] cut = Arrays.copyOf(bytes, at);
      assertThrows(IOException.class, () -> openAndVerify(age.decode(new Bytes(cut))), "cut " + at);
      byte[] flipped = bytes.clone();
      flipped[at] ^= 4;
      assertThrows(
          IOException.class, () -> openAndVerify(age.decode(new Bytes(flipped))), "flip " + at);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(IOException.class, () -> openAndVerify(age.decode(new Bytes(longer))));
  }

  @Test
  void somethingBehindTheEndIsNoticed() throws IOException {
    byte[] bytes = archive();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 512);
    assertThrows(IOException.class, () -> openAndVerify(new Bytes(longer)));
  }

  @Test
  void aWriterThatIsLeftEarlyLeavesNoArchive() throws IOException {
    Sink sink = new Sink();
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest(), new ArchiveSettings(CHUNK, ZSTD, work))) {
      assertThrows(IllegalStateException.class, () -> writer.finish(List.of(), List.of()));
    }
    assertTrue(!sink.finished);
    assertThrows(IOException.class, () -> open(sink.bytes.toByteArray()));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(0, left.count(), "no spool is left");
    }
  }

  @Test
  void tarAndZstdOfDebianOpenIt() throws Exception {
    Path tar = Files.write(work.resolve("a.tar"), archive());
    Path opened = Files.createDirectories(work.resolve("opened"));
    run("tar -xf '%s' -C '%s'".formatted(tar, opened));
    run(
        "cat '%s'/database/data/rows/*.zst | zstd -dq > '%s'"
            .formatted(opened, work.resolve("rows")));
    assertArrayEquals(TEXT, Files.readAllBytes(work.resolve("rows")));
    assertEquals(
        "long name",
        Files.readString(
            opened.resolve("files/uploads").resolve("a".repeat(120)).resolve("ü".repeat(100))));
    assertTrue(Files.isSymbolicLink(opened.resolve("files/uploads/link")));
    assertTrue(Files.isDirectory(opened.resolve("files/uploads/empty ü")));
    run(
        "cat '%s'/files.parts/uploads/small.txt/2-*.zst | zstd -dq > '%s'"
            .formatted(opened, work.resolve("small")));
    assertArrayEquals(TEXT, Files.readAllBytes(work.resolve("small")));
  }

  private void run(String shell) throws IOException, InterruptedException {
    Path log = work.resolve("log");
    Process process =
        new ProcessBuilder("sh", "-c", shell)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    assertEquals(0, status, Files.readString(log));
  }

  /** Bytes in memory. */
  private static final class Bytes implements ByteSource {

    private final byte[] all;

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
      }
      return count;
    }

    @Override
    public void close() {}
  }

  /** Collects. */
  private static final class Sink implements EncodedOutput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean finished;

    @Override
    public void write(ByteBuffer more) {
      byte[] copy = new byte[more.remaining()];
      more.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public void close() {}
  }
}
