package io.lifeboat.backup.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchivedEntry;
import io.lifeboat.backup.archive.PartEntry;
import io.lifeboat.backup.codec.AgeCodec;
import io.lifeboat.backup.codec.NoneCodec;
import io.lifeboat.backup.codec.ZstdCodec;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.storage.FileByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Opens an archive with Debian's own {@code age}, {@code tar} and {@code zstd}, along
 * docs/archive-format.md alone, and compares every part and every file with what {@link
 * ArchiveReader} gives.
 *
 * <p>An archive of many files is sampled: all names, modes and links are compared, and the content
 * of about {@link #MOST_CONTENTS} files, evenly spread. Parts are always compared whole.
 */
public final class DebianTools {

  /** Of how many files the content is compared; each costs a process. */
  public static final int MOST_CONTENTS = 100;

  private static final int MOST_CHUNK = 16 << 20;
  private static final int MAGIC = 18;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path work;
  private final Path opened;

  private DebianTools(Path work) throws IOException {
    this.work = work;
    this.opened = Files.createDirectory(work.resolve("opened"));
  }

  /**
   * Prove that the tools of Debian give what our reader gives.
   *
   * @param archive a file, plain or encrypted; left as it is
   * @param keys what opens it: a password, or identities, or both if it is not known which; without
   *     effect on a plain one
   * @throws AssertionError if anything differs, or a tool refuses it
   * @throws IOException if a file could not be read or written
   */
  public static void assertOpens(Path archive, CodecKeys keys) throws IOException {
    Path work = Files.createTempDirectory("debian-tools-");
    try {
      new DebianTools(work).compare(archive.toAbsolutePath(), keys);
    } finally {
      delete(work);
    }
  }

  private void compare(Path archive, CodecKeys keys) throws IOException {
    boolean encrypted = beginning(archive).equals("age-encryption.org");
    Path tar = encrypted ? decrypt(archive, keys) : archive;
    run("", "tar", "-xpf", tar.toString(), "-C", opened.toString());
    ByteSource stored = FileByteSource.open(archive);
    ByteSource plain = encrypted ? AgeCodec.of(keys).decode(stored) : stored;
    try (ArchiveReader reader =
        ArchiveReader.open(plain, List.of(new ZstdCodec(3, MOST_CHUNK), new NoneCodec()))) {
      JsonNode manifest = JSON.readTree(opened.resolve("manifest.json").toFile());
      assertEquals(reader.manifest().id(), manifest.get("id").textValue(), archive.toString());
      for (PartEntry part : reader.parts()) {
        comparePart(reader, part);
      }
      compareFiles(reader);
    }
  }

  private static String beginning(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return new String(in.readNBytes(MAGIC), StandardCharsets.ISO_8859_1);
    }
  }

  /** Asks for nothing: a key is in a file, and a password is typed on a terminal of its own. */
  private Path decrypt(Path archive, CodecKeys keys) throws IOException {
    Path tar = work.resolve("archive.tar");
    Files.createSymbolicLink(work.resolve("archive.age"), archive);
    String header;
    try (InputStream in = Files.newInputStream(archive)) {
      header = new String(in.readNBytes(1 << 10), StandardCharsets.ISO_8859_1);
    }
    if (header.contains("\n-> scrypt ")) {
      String password = new String(keys.password().orElseThrow().reveal());
      run(password + "\n", "script", "-qec", "age -d -o archive.tar archive.age", "/dev/null");
    } else {
      List<String> lines = new ArrayList<>();
      keys.identities().forEach(identity -> lines.add(new String(identity.reveal())));
      Files.write(work.resolve("key.txt"), lines);
      run("", "age", "-d", "-i", "key.txt", "-o", "archive.tar", "archive.age");
    }
    return tar;
  }

  private void comparePart(ArchiveReader reader, PartEntry part) throws IOException {
    Path folder =
        opened
            .resolve("database")
            .resolve(part.part().stage().name().toLowerCase(Locale.ROOT))
            .resolve(part.part().id());
    if (part.members() == 0) {
      assertTrue(!Files.exists(folder), () -> folder + " holds nothing, and is there");
      return;
    }
    try (InputStream ours = reader.openPart(part.part().id())) {
      assertSame(ours, concatenated(folder, ""), "the part " + part.part().id());
    }
  }

  /** Opens one file after the other, numbered as they are, through zstd where it has to be. */
  private Path concatenated(Path folder, String prefix) throws IOException {
    Path all = work.resolve("content");
    String script =
        "set -e; cd \"$1\"; set -- ./\"$2\"*; case $1 in *.zst) cat \"$@\" | zstd -dqc ;; *) cat"
            + " \"$@\" ;; esac";
    runInto(all, "sh", "-c", script, "sh", folder.toString(), prefix);
    return all;
  }

  private void compareFiles(ArchiveReader reader) throws IOException {
    Map<String, ArchivedEntry> ours = new TreeMap<>();
    reader.visitEntries(
        entry -> {
          ours.put(entry.header().toString(), entry);
          return true;
        });
    long every = Math.max(1, reader.totals().files() / MOST_CONTENTS);
    long seen = 0;
    for (JsonNode line : index()) {
      if (line.get("is").textValue().equals("entry")) {
        String path = line.get("root").textValue() + "/" + line.get("path").textValue();
        ArchivedEntry entry = ours.remove(path);
        assertTrue(entry != null, () -> "our reader has no " + path);
        compareFile(reader, entry, line, path, seen++ % every == 0);
      }
    }
    assertEquals(Map.of(), ours, "our reader has more entries");
  }

  private List<JsonNode> index() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(concatenated(opened.resolve("index"), ""))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private void compareFile(
      ArchiveReader reader, ArchivedEntry entry, JsonNode line, String path, boolean content)
      throws IOException {
    String kind = line.get("kind").textValue();
    assertEquals(entry.kind().name(), kind, path);
    String codec = line.get("codec").textValue();
    if (line.has("pieces")) {
      String prefix = line.get("attempt").intValue() + "-";
      Path folder = opened.resolve("files.parts").resolve(path);
      assertEquals(line.get("pieces").intValue(), count(folder, prefix), path);
      if (content) {
        compareContent(reader, entry, concatenated(folder, prefix));
      }
      return;
    }
    Path file = opened.resolve(codec.equals("zstd") ? "files.zst" : "files").resolve(path);
    switch (entry.kind()) {
      case LINK ->
          assertEquals(entry.target().orElseThrow(), Files.readSymbolicLink(file).toString(), path);
      case DIRECTORY -> assertTrue(Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS), path);
      case FILE -> {
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), path);
        compareAttributes(entry, file, path);
        if (content && codec.equals("zstd")) {
          Path raw = work.resolve("content");
          runInto(raw, "sh", "-c", "exec zstd -dqc < \"$1\"", "sh", file.toString());
          compareContent(reader, entry, raw);
        } else if (content) {
          compareContent(reader, entry, file);
        }
      }
    }
  }

  private static long count(Path folder, String prefix) throws IOException {
    try (Stream<Path> pieces = Files.list(folder)) {
      return pieces.filter(piece -> String.valueOf(piece.getFileName()).startsWith(prefix)).count();
    }
  }

  private static void compareAttributes(ArchivedEntry entry, Path file, String path)
      throws IOException {
    int mode = entry.header().mode() & 0777;
    if ((mode & 0400) == 0) {
      return;
    }
    String expected = "";
    for (int bit = 8; bit >= 0; bit--) {
      expected += (mode >> bit & 1) == 1 ? "rwx".charAt((8 - bit) % 3) : '-';
    }
    assertEquals(
        expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), path);
    Instant modified = entry.header().modified();
    if (modified.getEpochSecond() >= 0 && modified.getEpochSecond() < Integer.MAX_VALUE) {
      assertEquals(modified, Files.getLastModifiedTime(file).toInstant(), path);
    }
  }

  private static void compareContent(ArchiveReader reader, ArchivedEntry entry, Path theirs)
      throws IOException {
    try (InputStream ours = reader.openFile(entry)) {
      assertSame(ours, theirs, entry.toString());
    }
  }

  private static void assertSame(InputStream ours, Path theirs, String what) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long position = 0;
    try (InputStream other = Files.newInputStream(theirs)) {
      for (int count = ours.readNBytes(buffer, 0, buffer.length);
          count > 0;
          count = ours.readNBytes(buffer, 0, buffer.length)) {
        byte[] same = other.readNBytes(count);
        assertTrue(
            java.util.Arrays.equals(buffer, 0, count, same, 0, same.length),
            what + " differs after byte " + position);
        position += count;
      }
      assertEquals(-1, other.read(), what + " is longer with Debian's tools");
    }
  }

  private void run(String input, String... command) throws IOException {
    Path typed = Files.writeString(work.resolve("typed"), input);
    start(
        new ProcessBuilder(command)
            .redirectInput(typed.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile()));
    Files.delete(typed);
  }

  private void runInto(Path output, String... command) throws IOException {
    start(
        new ProcessBuilder(command)
            .redirectError(work.resolve("log").toFile())
            .redirectOutput(output.toFile()));
  }

  private void start(ProcessBuilder builder) throws IOException {
    Process process = builder.directory(work.toFile()).start();
    try {
      int status = process.waitFor();
      assertEquals(
          0, status, () -> String.join(" ", builder.command()) + ": " + read(work.resolve("log")));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + builder.command() + " ran", e);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
