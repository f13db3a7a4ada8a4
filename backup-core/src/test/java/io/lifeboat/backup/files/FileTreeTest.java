package io.lifeboat.backup.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.files.FileProblem.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

  private static final int CHUNK = 1000;

  @TempDir Path temporary;
  private Path top;
  private FileRoot root;

  @BeforeEach
  void makeRoot() throws IOException {
    top = Files.createDirectory(temporary.resolve("uploads"));
    root = FileRoot.of("uploads", top);
  }

  /** What a walk found, by path. */
  private static class Found implements FileVisitor {

    final TreeMap<String, FileEntry> entries = new TreeMap<>();
    final List<FileProblem> problems = new ArrayList<>();

    String linkTarget(String path) {
      return Objects.requireNonNull(entries.get(path), path).linkTarget();
    }

    @Override
    public void entry(FileEntry entry) throws IOException {
      entries.put(entry.path(), entry);
    }

    @Override
    public void problem(FileProblem problem) {
      problems.add(problem);
    }
  }

  private static Found walk(FileRoot root) throws IOException {
    Found found = new Found();
    new FileTree(root).walk(found);
    return found;
  }

  private void put(String... paths) throws IOException {
    for (String path : paths) {
      Path file = FileNames.resolve(top, path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, path);
    }
  }

  /** Takes what is read; a test acts in the middle. */
  private static final class Sink implements FileSink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int attempts;
    private int completed;
    private Step atWrite = () -> {};

    private interface Step {
      void run() throws IOException;
    }

    @Override
    public FileAttempt begin(FileEntry entry, int attempt) {
      attempts = attempt;
      bytes.reset();
      return new FileAttempt() {
        @Override
        public void write(ByteBuffer content) throws IOException {
          byte[] copy = new byte[content.remaining()];
          content.get(copy);
          bytes.writeBytes(copy);
          atWrite.run();
        }

        @Override
        public void complete() {
          completed++;
          assertEquals(entry.size(), bytes.size());
        }

        @Override
        public void close() {}
      };
    }
  }

  private Optional<FileProblem> read(String path, Sink sink) throws IOException {
    FileEntry entry = FileEntry.file(path, 0, 0644, java.time.Instant.EPOCH);
    return new ReliableFileRead(CHUNK, CancellationToken.create()).read(root, entry, sink);
  }

  @Test
  void everythingIsFoundAndAFolderBeforeWhatIsInIt() throws IOException {
    put("a/b/file", "top");
    Files.createDirectories(top.resolve("empty/deep"));
    Set<String> seen = new TreeSet<>();
    new FileTree(root)
        .walk(
            new Found() {
              @Override
              public void entry(FileEntry entry) {
                String path = entry.path();
                int slash = path.lastIndexOf('/');
                assertTrue(slash < 0 || seen.contains(path.substring(0, slash)), path);
                assertTrue(seen.add(path), path);
              }
            });
    assertEquals(Set.of("a", "a/b", "a/b/file", "top", "empty", "empty/deep"), seen);
  }

  @Test
  void linksAreFoundAndNeverFollowed() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "x");
    Files.createSymbolicLink(top.resolve("out"), outside);
    Files.createSymbolicLink(top.resolve("loop"), top);
    Files.createSymbolicLink(top.resolve("dangling ä"), Path.of("nowhere"));
    Found found = walk(root);
    assertEquals(Set.of("out", "loop", "dangling ä"), found.entries.keySet());
    assertEquals(outside.toString(), found.linkTarget("out"));
    assertEquals("nowhere", found.linkTarget("dangling ä"));
    found.entries.values().forEach(entry -> assertEquals(FileKind.SYMLINK, entry.kind()));
  }

  @Test
  void aLinkPutInPlaceOfAFileIsNotRead() throws IOException {
    Files.writeString(temporary.resolve("secret"), "secret");
    Files.createSymbolicLink(top.resolve("file"), temporary.resolve("secret"));
    Sink sink = new Sink();
    assertTrue(read("file", sink).isPresent());
    assertEquals(0, sink.bytes.size());
  }

  @Test
  void lifeboatsOwnIsNeverFound() throws IOException {
    put(".lifeboat-restore.uploads/new/file", "a/.lifeboat-x/file", "a/my.lifeboat", "a/kept");
    assertEquals(Set.of("a", "a/my.lifeboat", "a/kept"), walk(root).entries.keySet());
  }

  @Test
  void globsSayWhatIsTaken() throws IOException {
    put("cache/x", "a/cache/y", "a/b.tmp", "a/b.txt", "c.txt", "d/e/f.txt");
    assertEquals(
        Set.of("a", "a/b.tmp", "a/b.txt", "a/cache", "a/cache/y", "c.txt", "d", "d/e", "d/e/f.txt"),
        walk(root.exclude("cache")).entries.keySet());
    assertEquals(
        Set.of("a", "a/b.txt", "c.txt", "d", "d/e", "d/e/f.txt"),
        walk(root.exclude("**/cache").exclude("**/*.tmp")).entries.keySet());
    assertEquals(
        Set.of("a/b.txt", "c.txt", "d/e/f.txt"), walk(root.include("**/*.txt")).entries.keySet());
    assertEquals(Set.of("c.txt"), walk(root.include("*.txt")).entries.keySet());
    assertEquals(
        Set.of("d", "d/e", "d/e/f.txt"), walk(root.include("d").exclude("a")).entries.keySet());
  }

  @Test
  void oddNamesAreFoundAndBytesThatAreNotUtf8AreSaid() throws Exception {
    List<String> odd = List.of("ä€", "日本", "new\nline", "e\u0301", "🛟", "%41", "q\"'\\", " ");
    put(odd.toArray(String[]::new));
    Process made =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad\\377name')\"")
            .directory(top.toFile())
            .start();
    assertEquals(0, made.waitFor());
    Found found = walk(root);
    assertEquals(new TreeSet<>(odd), found.entries.keySet());
    assertEquals(1, found.problems.size());
    assertEquals(Reason.NAME, found.problems.get(0).reason());
    for (String name : odd) {
      Sink sink = new Sink();
      assertEquals(Optional.empty(), read(name, sink), name);
      assertEquals(name, sink.bytes.toString(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsNeitherFileNorFolderNorLinkIsSaid() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", top.resolve("pipe").toString()).start().waitFor());
    Found found = walk(root);
    assertEquals(Set.of(), found.entries.keySet());
    assertEquals(Reason.SPECIAL, found.problems.get(0).reason());
  }

  @Test
  void aRootThatIsMissingIsSaid() throws IOException {
    Files.delete(top);
    assertEquals(Reason.ROOT_MISSING, walk(root).problems.get(0).reason());
  }

  @Test
  void aFolderRemovedWhileItIsWalkedEndsNothing() throws IOException {
    put("a/1", "a/2", "b/1", "c/1");
    Found found =
        new Found() {
          @Override
          public void entry(FileEntry entry) throws IOException {
            super.entry(entry);
            if (entry.path().matches("[abc]") && entries.size() == 1) {
              for (String other : List.of("a", "b", "c")) {
                if (!other.equals(entry.path())) {
                  Trees.delete(top.resolve(other));
                }
              }
              Trees.delete(top.resolve(entry.path()));
            }
          }
        };
    new FileTree(root).walk(found);
    assertEquals(1, found.entries.size());
    assertEquals(1, found.problems.size(), "the folder that was found and could not be entered");
    assertEquals(Reason.VANISHED, found.problems.get(0).reason());
  }

  @Test
  void theVisitorsOwnFailureEndsTheWalk() throws IOException {
    put("a", "b");
    IOException own = new IOException("full");
    FileVisitor failing =
        new Found() {
          @Override
          public void entry(FileEntry entry) throws IOException {
            throw own;
          }
        };
    assertEquals(own, assertThrows(IOException.class, () -> new FileTree(root).walk(failing)));
  }

  @Test
  void aFileIsReadWholeAtEverySizeAroundAChunk() throws IOException {
    for (int size : List.of(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK)) {
      Files.write(top.resolve("file"), new byte[size]);
      Sink sink = new Sink();
      assertEquals(Optional.empty(), read("file", sink));
      assertEquals(size, sink.bytes.size());
      assertEquals(1, sink.attempts);
      assertEquals(1, sink.completed);
    }
  }

  @Test
  void aFileThatChangesOnceIsReadAgain() throws IOException {
    Path file = Files.write(top.resolve("file"), new byte[3 * CHUNK]);
    Sink sink = new Sink();
    boolean[] changed = {false};
    sink.atWrite =
        () -> {
          if (!changed[0]) {
            changed[0] = true;
            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
          }
        };
    assertEquals(Optional.empty(), read("file", sink));
    assertEquals(2, sink.attempts);
    assertEquals(3 * CHUNK + 1, sink.bytes.size());
    assertEquals(1, sink.completed);
  }

  @Test
  void aFileThatNeverStandsStillIsGivenUpAfterThreeTries() throws IOException {
    Path file = Files.write(top.resolve("file"), new byte[3 * CHUNK]);
    Sink sink = new Sink();
    sink.atWrite = () -> Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    assertEquals(Reason.STILL_CHANGING, read("file", sink).orElseThrow().reason());
    assertEquals(ReliableFileRead.ATTEMPTS, sink.attempts);
    assertEquals(0, sink.completed);
  }

  @Test
  void aFileOverwrittenInPlaceWithTheSameSizeIsNoticed() throws IOException {
    Path file = Files.write(top.resolve("file"), new byte[3 * CHUNK]);
    Sink sink = new Sink();
    sink.atWrite = () -> Files.write(file, new byte[3 * CHUNK], StandardOpenOption.WRITE);
    assertEquals(Reason.STILL_CHANGING, read("file", sink).orElseThrow().reason());
    assertEquals(0, sink.completed);
  }

  @Test
  void aFileCutWhileItIsReadIsNotTakenShort() throws IOException {
    Path file = Files.write(top.resolve("file"), new byte[5 * CHUNK]);
    Sink sink = new Sink();
    int[] size = {5 * CHUNK};
    sink.atWrite = () -> Files.write(file, new byte[size[0] -= CHUNK]);
    Optional<FileProblem> problem = read("file", sink);
    assertTrue(problem.isPresent() || sink.bytes.size() == Files.size(file));
    assertEquals(problem.isPresent() ? 0 : 1, sink.completed);
  }

  @Test
  void aFileRemovedBeforeItIsReadIsSaid() throws IOException {
    assertEquals(Reason.VANISHED, read("gone", new Sink()).orElseThrow().reason());
  }

  @Test
  void aFileRemovedWhileItIsReadIsSaid() throws IOException {
    Path file = Files.write(top.resolve("file"), new byte[3 * CHUNK]);
    Sink sink = new Sink();
    sink.atWrite = () -> Files.deleteIfExists(file);
    assertEquals(Reason.VANISHED, read("file", sink).orElseThrow().reason());
    assertEquals(0, sink.completed);
  }

  @Test
  void aFileThatCannotBeReadIsSaid() throws Exception {
    put("file");
    Files.createDirectory(top.resolve("folder"));
    assertEquals(0, chmod("000", "file", "folder"));
    if (!Files.isReadable(top.resolve("file"))) {
      assertEquals(Reason.UNREADABLE, read("file", new Sink()).orElseThrow().reason());
      assertEquals(Reason.UNREADABLE, walk(root).problems.get(0).reason());
      assertEquals(0, chmod("700", "folder"));
      return;
    }
    // Root reads everything but this: a file of the kernel whose reading fails.
    FileRoot kernel = FileRoot.of("uploads", Path.of("/proc/self"));
    FileEntry memory = FileEntry.file("mem", 0, 0600, java.time.Instant.EPOCH);
    Sink sink = new Sink();
    Optional<FileProblem> problem =
        new ReliableFileRead(CHUNK, CancellationToken.create()).read(kernel, memory, sink);
    assertEquals(Reason.UNREADABLE, problem.orElseThrow().reason());
    assertFalse(sink.completed > 0);
  }

  private int chmod(String mode, String... names) throws Exception {
    List<String> command = new ArrayList<>(List.of("chmod", mode));
    for (String name : names) {
      command.add(top.resolve(name).toString());
    }
    return new ProcessBuilder(command).start().waitFor();
  }
}
