package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.codec.NoneCodec;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.contract.BytesSource;
import io.lifeboat.backup.contract.CollectingSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails while an archive is written, there is no archive, and nothing is left. */
class ArchiveFailureTest {

  @TempDir Path work;

  @AfterEach
  void noSpoolIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** Counts writes, and fails at one of them. */
  private static final class Sink implements EncodedOutput {

    private final int failAt;
    private int writes;
    private boolean finished;
    private boolean closed;

    Sink(int failAt) {
      this.failAt = failAt;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (writes++ == failAt) {
        throw new IOException("No space left on device");
      }
      bytes.position(bytes.limit());
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aSinkThatFailsAtAnyWriteIsNeverFinished() throws IOException {
    Sink whole = new Sink(-1);
    SampleArchive.write(whole, new ZstdCodec(), work);
    assertTrue(whole.finished && whole.closed && whole.writes > 50, whole.writes + " writes");
    for (int at = 0; at < whole.writes; at++) {
      Sink failing = new Sink(at);
      IOException failure =
          assertThrows(
              IOException.class, () -> SampleArchive.write(failing, new ZstdCodec(), work));
      assertEquals("No space left on device", failure.getMessage());
      assertFalse(failing.finished, "write " + at);
      assertTrue(failing.closed, "write " + at);
    }
  }

  @Test
  void aFailureThatWasOverlookedStillLeavesNoArchive() throws IOException {
    Sink sink = new Sink(4);
    Manifest manifest =
        Manifest.of("id", SampleArchive.TIME, "0.1").withFiles(List.of(ArchivedRoot.of("uploads")));
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest, ArchiveSettings.of(new NoneCodec(), work))) {
      FileHeader folder = new FileHeader("uploads", EntryPath.of("a"), 0755, SampleArchive.TIME);
      assertThrows(IOException.class, () -> writer.addDirectory(folder));
      assertThrows(IOException.class, () -> writer.addDirectory(folder));
      assertThrows(IOException.class, () -> writer.finish(List.of(), List.of()));
    }
    assertFalse(sink.finished);
  }

  /** Encodes until it has been asked often enough. */
  private static final class FailingCodec implements ArchiveCodec {

    private final ZstdCodec zstd = new ZstdCodec();
    private int left;

    FailingCodec(int left) {
      this.left = left;
    }

    @Override
    public String id() {
      return "zstd";
    }

    @Override
    public boolean seekable() {
      return false;
    }

    @Override
    public EncodedOutput encode(EncodedOutput sink) throws IOException {
      if (left-- <= 0) {
        throw new IOException("The codec failed");
      }
      return zstd.encode(sink);
    }

    @Override
    public ByteSource decode(ByteSource stored) throws IOException {
      return zstd.decode(stored);
    }
  }

  @Test
  void aCodecThatFailsAtAnyChunkOrIndexMemberLeavesNoArchive() {
    for (int at = 0; at < 20; at++) {
      Sink sink = new Sink(-1);
      FailingCodec codec = new FailingCodec(at);
      assertThrows(IOException.class, () -> SampleArchive.write(sink, codec, work));
      assertFalse(sink.finished);
      assertTrue(sink.closed);
    }
  }

  @Test
  void aSpoolThatCannotBeMadeLeavesNoArchive() {
    Sink sink = new Sink(-1);
    Path missing = work.resolve("missing");
    assertThrows(IOException.class, () -> SampleArchive.write(sink, new ZstdCodec(), missing));
    assertTrue(sink.closed);
    assertFalse(sink.finished);
  }

  @Test
  void aPartThatThrowsOrIsCancelledLeavesNoArchive() throws IOException {
    CancellationToken cancellation = CancellationToken.create();
    for (RuntimeException thrown :
        List.of(new IllegalStateException("the driver"), new CancellationException("no"))) {
      Sink sink = new Sink(-1);
      assertThrows(
          thrown.getClass(),
          () -> {
            try (ArchiveWriter writer =
                    ArchiveWriter.open(
                        sink, SampleArchive.manifest(), ArchiveSettings.of(new ZstdCodec(), work));
                PartOutput part = writer.openPart(SampleArchive.parts().get(0))) {
              part.write(1);
              cancellation.cancel("no");
              throw thrown;
            }
          });
      assertFalse(sink.finished);
      assertTrue(sink.closed);
    }
  }

  @Test
  void aStreamDoesNotGoOnBehindADamagedChunk() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    SampleArchive.write(sink, new NoneCodec(), work);
    byte[] bytes = sink.bytes();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("row of text");
    bytes[at] ^= 1;
    try (ArchiveReader reader =
            ArchiveReader.open(new BytesSource(bytes), List.of(new NoneCodec()));
        InputStream part = reader.openPart("rows")) {
      assertThrows(ArchiveCorruptException.class, part::readAllBytes);
      assertThrows(ArchiveCorruptException.class, part::read);
    }
  }

  @Test
  void messagesOfAnyLengthFitIntoTheIndex() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    Manifest manifest =
        Manifest.of("id", SampleArchive.TIME, "0.1").withFiles(List.of(ArchivedRoot.of("uploads")));
    String longest = "\u0001".repeat(4096);
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest, new ArchiveSettings(1 << 10, new ZstdCodec(), work))) {
      writer.addLink(
          new FileHeader("uploads", EntryPath.of(longest), 0777, SampleArchive.TIME), longest);
      writer.finish(
          List.of(new MissingFile("uploads", "x\ud800" + longest, "y".repeat(3 << 20))),
          List.of(Finding.warning("code", "z".repeat(3 << 20), "\ud83d\ude00".repeat(1 << 20))));
    }
    try (ArchiveReader reader =
        ArchiveReader.open(new BytesSource(sink.bytes()), List.of(new ZstdCodec()))) {
      reader.verify(position -> {}, CancellationToken.create());
      reader.visitMissing(missing -> assertTrue(missing.reason().startsWith("yyy")));
    }
  }

  @Test
  void whoComesAfterAFailureIsToldItsCause() throws IOException {
    Manifest manifest =
        Manifest.of("id", SampleArchive.TIME, "0.1").withFiles(List.of(ArchivedRoot.of("uploads")));
    try (ArchiveWriter writer =
        ArchiveWriter.open(new Sink(8), manifest, ArchiveSettings.of(new ZstdCodec(), work))) {
      assertThrows(IOException.class, () -> addDirectories(writer));
      IOException after = assertThrows(IOException.class, () -> addDirectories(writer));
      assertTrue(String.valueOf(after.getMessage()).contains("No space left on device"));
    }
  }

  private static void addDirectories(ArchiveWriter writer) throws IOException {
    for (int i = 0; i < 20; i++) {
      writer.addDirectory(
          new FileHeader("uploads", EntryPath.of("d" + i), 0755, SampleArchive.TIME));
    }
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws IOException {
    Sink sink = new Sink(-1);
    Manifest manifest =
        Manifest.of("id", SampleArchive.TIME, "0.1").withFiles(List.of(ArchivedRoot.of("uploads")));
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest, ArchiveSettings.of(new ZstdCodec(), work))) {
      writer.finish(List.of(), List.of());
      assertThrows(IllegalStateException.class, () -> writer.finish(List.of(), List.of()));
      assertThrows(
          IllegalStateException.class,
          () ->
              writer.addDirectory(
                  new FileHeader("uploads", EntryPath.of("a"), 0755, SampleArchive.TIME)));
    }
  }
}
