package io.lifeboat.backup.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.storage.FileByteSource;
import io.lifeboat.backup.testing.SmallHeap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is claimed for a heap of 64 MiB, in one. */
class SmallHeapTest {

  private static final int HEAP = 64;
  private static final int FILES = 200_000;
  private static final int PARTS = 5_000;

  @TempDir Path work;

  private static void assertDone(List<String> printed) {
    assertEquals("exit 0", printed.get(printed.size() - 1), () -> String.join("\n", printed));
  }

  /** Writes an archive of many small files, folders, parts and chunks, and reads all of it. */
  static final class Many {

    private Many() {}

    public static void main(String[] arguments) throws IOException {
      Path work = Path.of(arguments[0]);
      Path archive = work.resolve("many.tar");
      try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive))) {
        write(Channels.newChannel(file), work);
      }
      long[] met = {0};
      try (ArchiveReader reader =
          ArchiveReader.open(FileByteSource.open(archive), List.of(new ZstdCodec()))) {
        reader.verify(position -> {}, CancellationToken.create());
        reader.visitEntries(
            entry -> {
              met[0]++;
              return true;
            });
      }
      if (met[0] != FILES) {
        throw new IllegalStateException(met[0] + " entries");
      }
    }

    private static void write(WritableByteChannel channel, Path work) throws IOException {
      List<DumpPart> parts = new ArrayList<>();
      for (int i = 0; i < PARTS; i++) {
        parts.add(DumpPart.of(Stage.DATA, "part" + i).withGroup("table" + i));
      }
      Manifest manifest =
          Manifest.of("id", SampleArchive.TIME, "0.1")
              .withDatabase(DumpDescription.of("test", 1, "1", "1").withParts(parts))
              .withFiles(List.of(ArchivedRoot.of("uploads")));
      try (ArchiveWriter writer =
          ArchiveWriter.open(
              new Out(channel), manifest, ArchiveSettings.of(new ZstdCodec(), work))) {
        for (DumpPart part : parts) {
          try (PartOutput output = writer.openPart(part)) {
            output.write(part.id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            output.complete(PartResult.nothing());
          }
        }
        for (int i = 0; i < FILES; i++) {
          EntryPath path = EntryPath.of("folder" + i % 1000 + "/file" + i);
          if (i % 2 == 0) {
            writer.addDirectory(new FileHeader("uploads", path, 0755, SampleArchive.TIME));
          } else {
            try (FileOutput file = writer.openFile("uploads", path, 1)) {
              file.write(i);
              file.complete(0644, SampleArchive.TIME);
            }
          }
        }
        writer.finish(List.of(), List.of());
      }
    }
  }

  private record Out(WritableByteChannel channel) implements EncodedOutput {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }

  @Test
  void twoHundredThousandFilesAreWrittenAndRead() throws IOException {
    assertDone(SmallHeap.run(HEAP, Many.class, work.toString()));
  }

  /** Opens every hostile archive, and some whose only weapon is size. */
  static final class Hostile {

    private Hostile() {}

    public static void main(String[] arguments) throws IOException {
      for (String name : arguments) {
        try (ArchiveReader reader =
            ArchiveReader.open(FileByteSource.open(Path.of(name)), List.of(new ZstdCodec()))) {
          reader.verify(position -> {}, CancellationToken.create());
          throw new IllegalStateException(name + " was taken for an archive");
        } catch (ArchiveCorruptException refused) {
          System.out.println(refused.getMessage());
        }
      }
    }
  }

  @Test
  void noHostileArchiveTakesMoreMemoryThanThereIs() throws IOException {
    Map<String, byte[]> all = new TreeMap<>(HostileArchives.large());
    all.putAll(HostileArchives.all());
    List<String> names = new ArrayList<>();
    for (byte[] bytes : all.values()) {
      Path archive = work.resolve(names.size() + ".tar");
      Files.write(archive, bytes);
      names.add(archive.toString());
    }
    List<String> printed = SmallHeap.run(HEAP, Hostile.class, names.toArray(String[]::new));
    assertDone(printed);
    assertTrue(printed.size() > all.size());
  }
}
