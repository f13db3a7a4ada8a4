package io.lifeboat.backup.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.FileRoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRestoreTest {

  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06.123456789Z");
  private static final String OPERATION = "restore-1";

  @TempDir Path temporary;
  private AutoCloseable memory = () -> {};
  private Path home;
  private Path live;
  private FileRoot root;

  @BeforeEach
  void makeRoot() throws IOException {
    home = Files.createDirectory(temporary.resolve("home"));
    if (Mount.isPossible()) {
      memory = Mount.tmpfs(home, 256 << 20); // nothing waits for a disk
    }
    live = Files.createDirectory(home.resolve("uploads"));
    root = FileRoot.of("uploads", live);
  }

  @AfterEach
  void unmount() throws Exception {
    memory.close();
  }

  private static void addFile(FileRestore restore, String path, int mode) throws IOException {
    byte[] content = path.getBytes(StandardCharsets.UTF_8);
    restore.add(
        FileEntry.file(path, content.length, mode, TIME),
        new ByteArrayInputStream(content),
        sha256(content));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void swapAndDiscard(FileRestore restore) throws IOException {
    try (FileSwap swap = restore.stage()) {
      swap.swap();
      swap.discard();
    }
  }

  private static Object attribute(Path path, String name) throws IOException {
    return Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
  }

  private static int mode(Path path) throws IOException {
    return (Integer) attribute(path, "unix:mode") & 07777;
  }

  private List<Path> places() throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      return all.filter(path -> path.getFileName().toString().startsWith(".lifeboat")).toList();
    }
  }

  @Test
  void modesAndTimesComeBackToTheNanosecond() throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      restore.add(FileEntry.directory("folder", 0750, TIME));
      restore.add(FileEntry.directory("read-only", 0555, TIME));
      addFile(restore, "folder/file", 0640);
      addFile(restore, "read-only/secret", 0400);
      restore.add(FileEntry.symlink("folder/link", "file", TIME));
      swapAndDiscard(restore);
    }
    assertEquals(0750, mode(live.resolve("folder")));
    assertEquals(0555, mode(live.resolve("read-only")));
    assertEquals(0640, mode(live.resolve("folder/file")));
    assertEquals(0400, mode(live.resolve("read-only/secret")));
    for (String path :
        List.of("folder", "read-only", "folder/file", "read-only/secret", "folder/link")) {
      Path file = live.resolve(path);
      Instant expected = path.endsWith("link") ? TIME.truncatedTo(ChronoUnit.MICROS) : TIME;
      assertEquals(
          expected, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant(), path);
    }
  }

  @Test
  void foldersKeepSetgidAndStickyAndFilesNever() throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      restore.add(FileEntry.directory("shared", 02775, TIME));
      restore.add(FileEntry.directory("dropbox", 07777, TIME));
      addFile(restore, "program", 07755);
      swapAndDiscard(restore);
    }
    assertEquals(02775, mode(live.resolve("shared")));
    assertEquals(03777, mode(live.resolve("dropbox")), "setuid means nothing on a folder");
    assertEquals(0755, mode(live.resolve("program")));
  }

  @Test
  void theRootKeepsItsMode() throws IOException {
    Files.setAttribute(live, "unix:mode", 02750);
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      swapAndDiscard(restore);
    }
    assertEquals(02750, mode(live));
  }

  @Test
  void whatRootRestoresBelongsToTheOwnersOfTheLiveFiles() throws IOException {
    if (!Mount.isPossible()) {
      return; // only root gives files away; dev/test runs as root where it can
    }
    Files.createDirectories(live.resolve("user"));
    Files.writeString(live.resolve("user/own"), "");
    own(live, 1001, 2001);
    own(live.resolve("user"), 1002, 2002);
    own(live.resolve("user/own"), 1003, 2003);
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      restore.add(FileEntry.directory("user", 02770, TIME));
      restore.add(FileEntry.directory("other/empty", 0755, TIME));
      addFile(restore, "user/own", 0600);
      addFile(restore, "user/new", 0600);
      addFile(restore, "unnamed/deep/new", 0600);
      restore.add(FileEntry.symlink("user/link", "own", TIME));
      swapAndDiscard(restore);
    }
    assertEquals("1001:2001", owner(live));
    assertEquals("1002:2002", owner(live.resolve("user")));
    assertEquals(02770, mode(live.resolve("user")));
    assertEquals("1003:2003", owner(live.resolve("user/own")));
    assertEquals("1002:2002", owner(live.resolve("user/new")));
    assertEquals("1002:2002", owner(live.resolve("user/link")));
    for (String path : List.of("other", "other/empty", "unnamed/deep", "unnamed/deep/new")) {
      assertEquals("1001:2001", owner(live.resolve(path)), path);
    }
    assertEquals(0600, mode(live.resolve("user/own")));
  }

  private static void own(Path path, int user, int group) throws IOException {
    Files.setAttribute(path, "unix:uid", user);
    Files.setAttribute(path, "unix:gid", group);
  }

  private static String owner(Path path) throws IOException {
    return attribute(path, "unix:uid") + ":" + attribute(path, "unix:gid");
  }

  @Test
  void nobodyElseLooksIntoWhatIsBeingRestored() throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      addFile(restore, "file", 0644);
      assertEquals(1, places().size());
      assertEquals(0700, mode(places().get(0)));
    }
    assertEquals(List.of(), places());
  }

  @Test
  void whatTheGlobsLeaveOutStaysInPlace() throws IOException {
    Files.createDirectories(live.resolve("cache/deep"));
    Files.writeString(live.resolve("cache/deep/item"), "cached");
    Files.writeString(live.resolve("my.lifeboat.log"), "log");
    Files.writeString(live.resolve("gone"), "added since");
    FileRoot some = root.exclude("cache").exclude("*.log");
    try (FileRestore restore = FileRestore.begin(some, OPERATION)) {
      addFile(restore, "file", 0644);
      swapAndDiscard(restore);
    }
    assertEquals("cached", Files.readString(live.resolve("cache/deep/item")));
    assertEquals("log", Files.readString(live.resolve("my.lifeboat.log")));
    assertEquals("file", Files.readString(live.resolve("file")));
    assertFalse(Files.exists(live.resolve("gone")), "mirrored, not merged");
  }

  @Test
  void anotherContentThanTheArchiveSaysIsRefused() throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      FileEntry file = FileEntry.file("file", 3, 0644, TIME);
      for (String content : List.of("", "ab", "abcd", "abd")) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String right = sha256("abc".getBytes(StandardCharsets.UTF_8));
        assertThrows(
            IOException.class, () -> restore.add(file, new ByteArrayInputStream(bytes), right));
        Files.deleteIfExists(places().get(0).resolve("new/file"));
      }
    }
    assertEquals(List.of(), places());
  }

  @Test
  void nothingIsWrittenOutsideOfTheRoot() throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      for (String path : List.of("../out", "/out", "a/../../out", "a//b", "", ".lifeboat-x/y")) {
        assertThrows(IOException.class, () -> addFile(restore, path, 0644), path);
        assertThrows(
            IOException.class, () -> restore.add(FileEntry.directory(path, 0755, TIME)), path);
      }
      for (String target : List.of("../../out", "/etc/passwd", "../x/../../out")) {
        assertThrows(
            IOException.class, () -> restore.add(FileEntry.symlink("a/l", target, TIME)), target);
      }
    }
    try (Stream<Path> all = Files.list(home)) {
      assertEquals(List.of(live), all.toList());
    }
  }

  @Test
  void aRootThatIsALinkStaysOneAndItsTargetChanges() throws IOException {
    Path real = Files.createDirectory(home.resolve("real"));
    Path link = Files.createSymbolicLink(home.resolve("link"), real);
    try (FileRestore restore = FileRestore.begin(FileRoot.of("uploads", link), OPERATION)) {
      addFile(restore, "file", 0644);
      swapAndDiscard(restore);
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("file", Files.readString(real.resolve("file")));
    try (Stream<Path> all = Files.list(real)) {
      assertEquals(1, all.count());
    }
  }

  @Test
  void tenThousandFilesWithOddNamesAreWalkedAndComeBack() throws IOException {
    List<String> odd = List.of("ä€", "日本", "a b", "quote'\"", "new\nline", "e\u0301", "🛟", "%41");
    Path source = Files.createDirectory(home.resolve("source"));
    for (int i = 0; i < 10_000; i++) {
      String name = "%d/%s%d".formatted(i % 100, odd.get(i % odd.size()), i);
      Path file = FileNames.resolve(source, name);
      Files.createDirectories(file.getParent());
      Files.write(file, name.getBytes(StandardCharsets.UTF_8));
    }
    FileRoot from = FileRoot.of("uploads", source);
    int[] count = {0};
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      new FileTree(from)
          .walk(
              new FileVisitor() {
                @Override
                public void entry(FileEntry entry) throws IOException {
                  if (entry.kind() == FileKind.DIRECTORY) {
                    restore.add(entry);
                  } else {
                    count[0]++;
                    addFile(restore, entry.path(), entry.mode());
                  }
                }

                @Override
                public void problem(FileProblem problem) {
                  throw new AssertionError(problem.message());
                }
              });
      swapAndDiscard(restore);
    }
    assertEquals(10_000, count[0]);
    Process same =
        new ProcessBuilder("diff", "-r", source.toString(), live.toString())
            .redirectErrorStream(true)
            .start();
    assertEquals("", new String(same.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }
}
