package io.lifeboat.backup.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.files.FileSwap.State;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSwapTest {

  private static final String OPERATION = "restore-1";
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  /** "both" is in both: an exchange that mixes them would lose one. */
  private static final Map<String, String> OLD =
      Map.of("both", "old", "old1", "old", "old2", "old", "folder/x", "old");

  private static final Map<String, String> NEW =
      Map.of("both", "new", "new1", "new", "new2", "new", "folder/y", "new");

  @TempDir Path temporary;
  private AutoCloseable memory = () -> {};
  private int hosts;

  /** Thousands of exchanges, each forced to the disk, would take minutes on a real one. */
  @BeforeEach
  void useMemoryInsteadOfADisk() throws IOException {
    if (Mount.isPossible()) {
      memory = Mount.tmpfs(temporary.resolve("memory"), 64 << 20);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    memory.close();
  }

  /** What a kill of the process is to code that does not catch it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Ends at a rename: before it is done, or after. */
  private static final class Interrupter implements SwapPlace.Rename {

    private final boolean kills;
    private int left = Integer.MAX_VALUE;
    private boolean after;

    Interrupter(boolean kills) {
      this.kills = kills;
    }

    /** Two points for each rename. */
    Interrupter at(int point) {
      left = point / 2;
      after = point % 2 == 1;
      return this;
    }

    boolean wasReached() {
      return left < 0;
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      boolean now = left-- == 0;
      if (now && !after) {
        end();
      }
      SwapPlace.RENAME.move(from, to);
      if (now) {
        end();
      }
    }

    private void end() throws IOException {
      if (kills) {
        throw new Killed();
      }
      throw new IOException("The disk broke.");
    }
  }

  /** A root of any kind, with the old files in it. */
  private final class Host implements Closeable {

    private final Path home;
    private final FileRoot root;
    private Closeable mount = () -> {};

    Host(String kind) throws Exception {
      home = Files.createDirectories(temporary.resolve("memory/host" + hosts++));
      Path path = home.resolve("uploads");
      root = FileRoot.of("uploads", path);
      switch (kind) {
        case "folder", "absent" -> {}
        case "link" ->
            Files.createSymbolicLink(path, Files.createDirectories(home.resolve("elsewhere/real")));
        case "mount" -> mount = Mount.tmpfs(path, 1 << 20);
        case "bind" -> mount = Mount.bind(Files.createDirectories(home.resolve("bound")), path);
        default -> throw new IllegalArgumentException(kind);
      }
      if (!kind.equals("absent")) {
        fill(path, OLD);
      }
    }

    FileSwap stage(SwapPlace.Rename rename) throws IOException {
      try (FileRestore restore = FileRestore.begin(root, OPERATION, rename)) {
        restore.add(FileEntry.directory("folder", 0755, TIME));
        for (Map.Entry<String, String> file : NEW.entrySet()) {
          byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
          restore.add(
              FileEntry.file(file.getKey(), content.length, 0644, TIME),
              new ByteArrayInputStream(content),
              sha256(content));
        }
        return restore.stage();
      }
    }

    Map<String, String> live() throws IOException {
      return content(root.path());
    }

    List<Path> places() throws IOException {
      try (Stream<Path> all = Files.walk(home, 3, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
        return all.filter(path -> path.getFileName().toString().startsWith(".lifeboat")).toList();
      }
    }

    @Override
    public void close() throws IOException {
      mount.close();
    }
  }

  private static List<String> kinds() throws IOException {
    return Mount.isPossible()
        ? List.of("folder", "link", "mount", "bind")
        : List.of("folder", "link");
  }

  @Test
  void bothCopiesComeAndGoWhole() throws Exception {
    for (String kind : kinds()) {
      try (Host host = new Host(kind)) {
        FileSwap swap = host.stage(SwapPlace.RENAME);
        assertEquals(State.STAGED, swap.state());
        assertEquals(OPERATION, swap.operation());
        assertEquals(OLD, host.live(), kind);
        swap.swap();
        assertEquals(State.SWAPPED, swap.state());
        assertEquals(NEW, host.live(), kind);
        assertThrows(IllegalStateException.class, swap::swap);
        swap.undo();
        assertEquals(State.UNDONE, swap.state());
        assertEquals(OLD, host.live(), kind);
        assertThrows(IllegalStateException.class, swap::undo);
        swap.swap();
        assertEquals(NEW, host.live(), kind);
        swap.discard();
        swap.close();
        assertEquals(NEW, host.live(), kind);
        assertEquals(List.of(), host.places(), kind);
      }
    }
  }

  @Test
  void anUndoBringsBackWhatWasUploadedSince() throws Exception {
    try (Host host = new Host("folder");
        FileSwap swap = host.stage(SwapPlace.RENAME)) {
      swap.swap();
      fill(host.root.path(), Map.of("since", "1"));
      swap.undo();
      assertEquals(OLD, host.live());
      swap.swap();
      assertEquals("1", host.live().get("since"));
    }
  }

  @Test
  void aRootThatWasAbsentIsAbsentAfterAnUndo() throws Exception {
    try (Host host = new Host("absent");
        FileSwap swap = host.stage(SwapPlace.RENAME)) {
      swap.swap();
      assertEquals(NEW, host.live());
      swap.undo();
      assertFalse(Files.exists(host.root.path()));
      swap.swap();
      assertEquals(NEW, host.live());
    }
  }

  @Test
  void aKillAtAnyRenameAndKillsOfTheRecoveryLeaveOneCopyWhole() throws Exception {
    int cases = 0;
    for (String kind : kinds()) {
      boolean isAMount = !List.of("folder", "link").contains(kind); // exchanged as a link is
      for (State before : isAMount ? List.of(State.SWAPPED) : List.of(State.values())) {
        for (int point = 0; killAt(kind, before, point); point++) {
          cases++;
        }
      }
    }
    assertTrue(cases > 50, cases + " kills were tried");
  }

  /** Kills an exchange at a point, and its recovery at each; false if the exchange has no such. */
  private boolean killAt(String kind, State before, int point) throws Exception {
    for (int second = 0; ; second++) {
      try (Host host = new Host(kind)) {
        if (!exchangeIsKilled(host, before, point)) {
          return false;
        }
        String which = "%s, %s, killed at %d and %d".formatted(kind, before, point, second);
        boolean again = recoveryIsKilled(host, second);
        if (again) {
          recoveryIsKilled(host, second + 1);
        }
        assertRecovered(host, before, which);
        if (!again) {
          return true;
        }
      }
    }
  }

  private static boolean exchangeIsKilled(Host host, State before, int point) throws IOException {
    Interrupter kill = new Interrupter(true);
    try (FileSwap swap = host.stage(kill)) {
      if (before != State.STAGED) {
        swap.swap();
      }
      if (before == State.UNDONE) {
        swap.undo();
      }
      kill.at(point);
      if (before == State.SWAPPED) {
        swap.undo();
      } else {
        swap.swap();
      }
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private static boolean recoveryIsKilled(Host host, int point) throws IOException {
    try {
      for (FileSwap kept : FileSwap.recover(host.root, new Interrupter(true).at(point))) {
        kept.close();
      }
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private static void assertRecovered(Host host, State before, String which) throws IOException {
    List<FileSwap> kept = FileSwap.recover(host.root);
    assertEquals(1, kept.size(), which);
    try (FileSwap swap = kept.get(0)) {
      State state = swap.state();
      State after = before == State.SWAPPED ? State.UNDONE : State.SWAPPED;
      assertTrue(List.of(before, after).contains(state), which + " became " + state);
      assertEquals(state == State.SWAPPED ? NEW : OLD, host.live(), which);
      if (state == State.SWAPPED) {
        swap.undo();
      } else {
        swap.swap();
      }
      assertEquals(state == State.SWAPPED ? OLD : NEW, host.live(), which + ": the kept copy");
      swap.discard();
    }
    assertEquals(List.of(), host.places(), which);
  }

  @Test
  void anExchangeThatFailsIsTakenBackAtOnce() throws Exception {
    for (String kind : kinds()) {
      boolean reached = true;
      for (int point = 0; reached; point++) {
        try (Host host = new Host(kind)) {
          Interrupter disk = new Interrupter(false);
          try (FileSwap swap = host.stage(disk)) {
            disk.at(point);
            try {
              swap.swap();
              assertEquals(NEW, host.live());
            } catch (IOException e) {
              boolean isSwapped = swap.state() == State.SWAPPED;
              assertEquals(isSwapped ? NEW : OLD, host.live(), kind + " at " + point);
            }
            reached = disk.wasReached();
          }
        }
      }
    }
  }

  @Test
  void aRemovalThatIsKilledLeavesNoCopyThatLooksWhole() throws Exception {
    try (Host host = new Host("folder")) {
      Interrupter kill = new Interrupter(true);
      try (FileSwap swap = host.stage(kill)) {
        swap.swap();
        kill.at(1);
        assertThrows(Killed.class, swap::discard);
      }
      assertEquals(List.of(), FileSwap.recover(host.root));
      assertEquals(NEW, host.live());
      assertEquals(List.of(), host.places());
    }
  }

  @Test
  void whatSomebodyElsePutInTheWayIsKeptAndSoAreTheOldFiles() throws Exception {
    try (Host host = new Host("folder")) {
      SwapPlace.Rename meddling =
          (from, to) -> {
            SwapPlace.RENAME.move(from, to);
            if (from.equals(host.root.path())) {
              fill(host.root.path(), Map.of("meddler", "1"));
            }
          };
      FileSwap swap = host.stage(meddling);
      IOException failure = assertThrows(IOException.class, swap::swap);
      assertTrue(String.valueOf(failure.getMessage()).contains("neither forth nor back"));
      assertThrows(IOException.class, swap::discard, "the old files are not thrown away");
      swap.close();
      assertEquals(Map.of("meddler", "1"), host.live());
      IOException told = assertThrows(IOException.class, () -> FileSwap.recover(host.root));
      assertTrue(String.valueOf(told.getMessage()).contains("Move it away"), told::toString);

      Trees.delete(host.root.path());
      for (FileSwap kept : FileSwap.recover(host.root)) {
        kept.close();
      }
      assertEquals(OLD, host.live());
    }
  }

  @Test
  void anEmptyFolderInTheWayIsReplaced() throws Exception {
    try (Host host = new Host("folder")) {
      SwapPlace.Rename mkdir =
          (from, to) -> {
            SwapPlace.RENAME.move(from, to);
            if (from.equals(host.root.path())) {
              Files.createDirectory(from);
            }
          };
      try (FileSwap swap = host.stage(mkdir)) {
        swap.swap();
        assertEquals(NEW, host.live());
      }
    }
  }

  @Test
  void aRootTakesOverNothingOfARootWithALongerName() throws Exception {
    Path home = Files.createDirectory(temporary.resolve("home"));
    FileRoot shorter = FileRoot.of("b", home.resolve("b"));
    FileRoot longer = FileRoot.of("a-b", home.resolve("a-b"));
    FileRoot sameName = FileRoot.of("b", home.resolve("other"));
    for (FileRoot root : List.of(shorter, longer, sameName)) {
      fill(root.path(), OLD);
    }
    stageEmpty(longer).close();
    stageEmpty(sameName).close();
    assertEquals(List.of(), FileSwap.recover(shorter));
    for (FileRoot root : List.of(longer, sameName)) {
      List<FileSwap> kept = FileSwap.recover(root);
      assertEquals(1, kept.size());
      assertEquals(OPERATION, kept.get(0).operation());
      kept.get(0).discard();
      kept.get(0).close();
    }
  }

  private static FileSwap stageEmpty(FileRoot root) throws IOException {
    try (FileRestore restore = FileRestore.begin(root, OPERATION)) {
      return restore.stage();
    }
  }

  @Test
  void whatALiveOneWorksOnIsLeftAlone() throws Exception {
    try (Host host = new Host("folder")) {
      FileRestore building = FileRestore.begin(host.root, OPERATION);
      assertEquals(List.of(), FileSwap.recover(host.root));
      FileSwap swap = building.stage();
      assertEquals(List.of(), FileSwap.recover(host.root));
      swap.swap();
      assertEquals(Map.of(), host.live());
      swap.undo();
      swap.discard();
      swap.close();
    }
  }

  @Test
  void aCopyThatCouldNotBeBegunLeavesNothing() throws Exception {
    try (Host host = new Host("folder")) {
      Interrupter disk = new Interrupter(false).at(0);
      assertThrows(IOException.class, () -> FileRestore.begin(host.root, OPERATION, disk).close());
      assertEquals(List.of(), host.places());
      FileSwap swap = host.stage(SwapPlace.RENAME);
      swap.discard();
      swap.close();
      assertEquals(OLD, host.live());
    }
  }

  @Test
  void aFolderThatWasMadeAndNeverLockedIsRemoved() throws Exception {
    try (Host host = new Host("folder")) {
      Files.createDirectory(host.home.resolve(".lifeboat-killed.uploads"));
      assertEquals(List.of(), FileSwap.recover(host.root));
      assertEquals(List.of(), host.places());
    }
  }

  /** Another process, which ends at a rename as a killed one does. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      int[] left = {Integer.parseInt(arguments[1])};
      SwapPlace.Rename halting =
          (from, to) -> {
            if (left[0]-- == 0) {
              Runtime.getRuntime().halt(9);
            }
            SwapPlace.RENAME.move(from, to);
          };
      FileRoot root = FileRoot.of("uploads", Path.of(arguments[0]));
      try (FileRestore restore = FileRestore.begin(root, OPERATION, halting)) {
        restore.add(FileEntry.directory("folder", 0755, TIME));
        restore.stage().swap();
      }
    }
  }

  @Test
  void aProcessThatEndedIsRecoveredFromByAnother() throws Exception {
    // Renames of Victim: the record INCOMPLETE, STAGED, SWAP_OUT, out, SWAP_IN, in, SWAPPED.
    for (int rename = 0; rename < 7; rename++) {
      try (Host host = new Host("folder")) {
        Process victim = start(host.root.path(), rename);
        assertTrue(victim.waitFor(30, TimeUnit.SECONDS));
        assertEquals(9, victim.exitValue(), "it ended at " + rename);
        List<FileSwap> kept = FileSwap.recover(host.root);
        assertEquals(rename < 2 ? 0 : 1, kept.size(), "ended at " + rename);
        assertEquals(OLD, host.live(), "ended at " + rename);
        for (FileSwap swap : kept) {
          swap.discard();
          swap.close();
        }
        assertEquals(List.of(), host.places());
      }
    }
  }

  private Process start(Path root, int rename) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            root.toString(),
            String.valueOf(rename))
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("log").toFile())
        .start();
  }

  private static void fill(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.toRealPath())) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = folder.toRealPath().relativize(path).toString();
        if (!name.startsWith(".lifeboat-")) {
          files.put(name, Files.readString(path));
        }
      }
    }
    return files;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
