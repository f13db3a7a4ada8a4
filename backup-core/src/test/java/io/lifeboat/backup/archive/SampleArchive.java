package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One archive with everything in it that an archive can hold, always the same. */
final class SampleArchive {

  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");
  static final int CHUNK = 4 << 10;

  private SampleArchive() {}

  static Manifest manifest() {
    return Manifest.of("demo-20260102T030405123Z-abc123", TIME, "0.1")
        .withHost("demo", "1.0", Map.of("schema", "public", "underscored", "true"))
        .withDatabase(
            DumpDescription.of("test", 1, "1.2.3", "4.5")
                .withFacts(Map.of("collation", "utf8mb4_bin"))
                .withParts(parts()))
        .withFiles(List.of(ArchivedRoot.of("uploads"), ArchivedRoot.of("more")));
  }

  static List<DumpPart> parts() {
    return List.of(
        DumpPart.of(Stage.SCHEMA, "schema"),
        DumpPart.of(Stage.DATA, "rows")
            .withGroup("täble")
            .withEstimatedBytes(30_000)
            .withProperties(Map.of("columns", "a,b")),
        DumpPart.of(Stage.FINISH, "nothing"));
  }

  static byte[] content(DumpPart part) {
    return switch (part.stage()) {
      case SCHEMA -> "CREATE TABLE x;\n".getBytes(StandardCharsets.UTF_8);
      case DATA -> "a row of text\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
      case FINISH -> new byte[0];
    };
  }

  /** Root and path to content: small and large, text and noise, long and odd names. */
  static Map<String, byte[]> files() {
    byte[] noise = new byte[10_000];
    new Random(7).nextBytes(noise);
    return Map.of(
        "uploads/small.txt",
        "small".getBytes(StandardCharsets.UTF_8),
        "uploads/text",
        "text ".repeat(500).getBytes(StandardCharsets.UTF_8),
        "uploads/large text",
        "large text ".repeat(5000).getBytes(StandardCharsets.UTF_8),
        "uploads/noise.bin",
        noise,
        "uploads/none",
        new byte[0],
        "more/" + "a".repeat(120) + "/" + "ü".repeat(100),
        "long".getBytes(StandardCharsets.UTF_8),
        "more/line\nfeed \\ and 'quote' 😀",
        "odd".getBytes(StandardCharsets.UTF_8));
  }

  /** Writes it with this one thread, so that the order of its members is always the same. */
  static void write(EncodedOutput sink, ArchiveCodec codec, Path work) throws IOException {
    ArchiveSettings settings = new ArchiveSettings(CHUNK, codec, work);
    try (ArchiveWriter writer = ArchiveWriter.open(sink, manifest(), settings)) {
      for (DumpPart part : parts()) {
        try (PartOutput output = writer.openPart(part)) {
          output.write(content(part));
          output.complete(
              part.group().isPresent()
                  ? PartResult.of("täble", Tally.of(2000, -5))
                  : PartResult.nothing());
        }
      }
      writer.addDirectory(new FileHeader("uploads", EntryPath.of("empty ü"), 0750, TIME));
      writer.addLink(new FileHeader("uploads", EntryPath.of("link"), 0777, TIME), "small.txt");
      List<String> names = new ArrayList<>(files().keySet());
      names.sort(null);
      for (String name : names) {
        file(writer, name);
      }
      writer.finish(
          List.of(new MissingFile("uploads", "gone", "It was gone.")),
          List.of(Finding.info("code", "message")));
    }
  }

  private static void file(ArchiveWriter writer, String name) throws IOException {
    int slash = name.indexOf('/');
    String root = name.substring(0, slash);
    EntryPath path = EntryPath.of(name.substring(slash + 1));
    byte[] content = java.util.Objects.requireNonNull(files().get(name));
    try (FileOutput abandoned = writer.openFile(root, path, 1)) {
      abandoned.write(content, 0, content.length / 2);
    }
    try (FileOutput file = writer.openFile(root, path, 2)) {
      file.write(content);
      file.complete(0640, TIME);
    }
  }
}
