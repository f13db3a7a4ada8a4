package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.codec.AgeCodec;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.contract.CollectingSink;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.testing.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is read of an archive, and what is noticed when pieces of it change places. */
class ArchiveReadsTest {

  private static final int CHUNK = 64 << 10;
  private static final AgeKeys KEYS = AgeKeys.generate();
  private static final ZstdCodec ZSTD = new ZstdCodec();

  @TempDir Path work;

  /** Ten parts of incompressible rows, some three MiB. */
  private void write(EncodedOutput sink) throws IOException {
    List<DumpPart> parts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      parts.add(DumpPart.of(Stage.DATA, "part" + i));
    }
    Manifest manifest =
        Manifest.of("id", SampleArchive.TIME, "0.1")
            .withDatabase(DumpDescription.of("test", 1, "1", "1").withParts(parts));
    try (ArchiveWriter writer =
        ArchiveWriter.open(sink, manifest, new ArchiveSettings(CHUNK, ZSTD, work))) {
      for (DumpPart part : parts) {
        try (PartOutput output = writer.openPart(part)) {
          byte[] rows = new byte[300_000];
          new Random(part.id().hashCode()).nextBytes(rows);
          output.write(rows);
          output.complete(PartResult.nothing());
        }
      }
      writer.finish(List.of(), List.of());
    }
  }

  private byte[] plain() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    write(sink);
    return sink.bytes();
  }

  private static AgeCodec age() throws IOException {
    return AgeCodec.of(
        CodecKeys.none()
            .withRecipients(List.of(KEYS.recipient()))
            .withIdentities(List.of(KEYS.identity())));
  }

  private byte[] encrypted() throws IOException {
    CollectingSink sink = CollectingSink.unlimited();
    write(age().encode(sink));
    return sink.bytes();
  }

  @Test
  void openingTakesTwoReads() throws IOException {
    CountingSource stored = new CountingSource(plain());
    try (ArchiveReader reader = ArchiveReader.open(stored, List.of(ZSTD))) {
      assertEquals(10, reader.parts().size());
      assertEquals(2, stored.reads.get());
      assertEquals(48 << 10, stored.bytes.get());
    }
  }

  @Test
  void openingAnEncryptedOneTakesOneMoreForItsHeader() throws IOException {
    CountingSource stored = new CountingSource(encrypted());
    try (ArchiveReader reader = ArchiveReader.open(age().decode(stored), List.of(ZSTD))) {
      assertEquals(10, reader.parts().size());
      assertEquals(3, stored.reads.get());
    }
  }

  @Test
  void readingOnePartReadsOnlyItsRange() throws IOException {
    CountingSource stored = new CountingSource(plain());
    try (ArchiveReader reader = ArchiveReader.open(stored, List.of(ZSTD))) {
      stored.reset();
      PartEntry part = reader.part("part4").orElseThrow();
      try (InputStream rows = reader.openPart("part4")) {
        assertEquals(300_000, rows.readAllBytes().length);
      }
      assertEquals(part.storedBytes(), stored.bytes.get());
      assertEquals(part.members(), stored.reads.get());
    }
    CountingSource encrypted = new CountingSource(encrypted());
    try (ArchiveReader reader = ArchiveReader.open(age().decode(encrypted), List.of(ZSTD))) {
      encrypted.reset();
      try (InputStream rows = reader.openPart("part4")) {
        assertEquals(300_000, rows.readAllBytes().length);
      }
      assertTrue(encrypted.bytes.get() < 600_000, encrypted.bytes + " bytes");
    }
  }

  private static void assertNoticed(byte[] altered, boolean encrypted, String how) {
    assertThrows(
        IOException.class,
        () -> {
          CountingSource stored = new CountingSource(altered);
          try (ArchiveReader reader =
              ArchiveReader.open(encrypted ? age().decode(stored) : stored, List.of(ZSTD))) {
            reader.verify(position -> {}, CancellationToken.create());
          }
        },
        how);
  }

  /** Where members begin, by their names in the tar. */
  private static List<Integer> members(byte[] tar) {
    List<Integer> at = new ArrayList<>();
    String text = new String(tar, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < tar.length; i += 512) {
      if (text.startsWith("ustar", i + 257)) {
        at.add(i);
      }
    }
    at.add(tar.length - 1024);
    return at;
  }

  @Test
  void membersSwappedDoubledOrDroppedAreNoticed() throws IOException {
    byte[] tar = plain();
    List<Integer> at = members(tar);
    assertTrue(at.size() > 50, at.size() + " members");
    Seeded seeded = Seeded.of(31);
    for (int i = 0; i < Seeded.times(30); i++) {
      int one = seeded.random().nextInt(at.size() - 2);
      byte[] first = Arrays.copyOfRange(tar, at.get(one), at.get(one + 1));
      byte[] second = Arrays.copyOfRange(tar, at.get(one + 1), at.get(one + 2));
      byte[] before = Arrays.copyOf(tar, at.get(one));
      byte[] after = Arrays.copyOfRange(tar, at.get(one + 2), tar.length);
      String how = "member " + one + ", " + seeded;
      assertNoticed(joined(before, second, first, after), false, "swapped: " + how);
      assertNoticed(joined(before, first, first, after), false, "doubled over: " + how);
      assertNoticed(joined(before, first, first, second, after), false, "doubled: " + how);
      assertNoticed(joined(before, second, after), false, "dropped: " + how);
    }
  }

  @Test
  void chunksOfAnEnvelopeSwappedDoubledOrDroppedAreNoticed() throws IOException {
    byte[] file = encrypted();
    byte[] other = encrypted();
    int sealed = (64 << 10) + 16;
    int header = headerSize();
    Seeded seeded = Seeded.of(32);
    int chunks = (file.length - header) / sealed;
    for (int i = 0; i < Seeded.times(10); i++) {
      int at = header + sealed * seeded.random().nextInt(chunks - 2);
      byte[] before = Arrays.copyOf(file, at);
      byte[] one = Arrays.copyOfRange(file, at, at + sealed);
      byte[] two = Arrays.copyOfRange(file, at + sealed, at + 2 * sealed);
      byte[] after = Arrays.copyOfRange(file, at + 2 * sealed, file.length);
      String how = "chunk at " + at + ", " + seeded;
      assertNoticed(joined(before, two, one, after), true, "swapped: " + how);
      assertNoticed(joined(before, one, one, after), true, "doubled over: " + how);
      assertNoticed(joined(before, one, one, two, after), true, "doubled: " + how);
      assertNoticed(joined(before, one, after), true, "dropped: " + how);
      byte[] foreign = Arrays.copyOfRange(other, at, at + sealed);
      assertNoticed(joined(before, foreign, two, after), true, "of another archive: " + how);
      byte[] tail = Arrays.copyOfRange(other, at, other.length);
      assertNoticed(joined(before, tail), true, "tail of another archive: " + how);
    }
  }

  /** Of every file for one recipient: what is in front of the one chunk of an empty payload. */
  private static int headerSize() throws IOException {
    CollectingSink empty = CollectingSink.unlimited();
    try (EncodedOutput output = age().encode(empty)) {
      output.finish();
    }
    return empty.bytes().length - 16;
  }

  private static byte[] joined(byte[]... pieces) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  @Test
  void theTailOfAnotherArchiveIsNoticed() throws IOException {
    byte[] tar = plain();
    CollectingSink sink = CollectingSink.unlimited();
    SampleArchive.write(sink, ZSTD, work);
    byte[] other = sink.bytes();
    for (int tail : List.of(2048, 4096, 8192)) {
      byte[] mixed = tar.clone();
      System.arraycopy(other, other.length - tail, mixed, mixed.length - tail, tail);
      assertNoticed(mixed, false, "tail of " + tail);
    }
  }
}
