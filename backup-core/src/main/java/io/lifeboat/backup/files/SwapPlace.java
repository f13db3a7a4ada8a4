package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.files.FileSwap.Step;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one restore of a root: {@code new}, {@code old}, a record of the step taken last,
 * and a lock that its process holds.
 *
 * <p>Beside the root, whose rename is then the exchange; or inside it where the root itself can't
 * be renamed, and its children are moved one by one.
 */
final class SwapPlace {

  private static final String MARK = ".lifeboat-";
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final Path folder;
  private final String operation;
  private final boolean inside;
  private final FileChannel channel;

  private SwapPlace(Path root, Path folder, String operation, FileChannel channel) {
    this.root = root;
    this.folder = folder;
    this.operation = operation;
    this.inside = root.equals(folder.getParent());
    this.channel = channel;
  }

  static SwapPlace create(FileRoot fileRoot, String operation) throws IOException {
    Path root = fileRoot.path().toAbsolutePath().normalize();
    boolean inside = RootKind.cannotBeRenamed(root);
    Path real = inside ? root.toRealPath() : root;
    Path parent = inside ? real : parentOf(real);
    Path folder = parent.resolve(MARK + operation + "-" + fileRoot.name());
    Files.createDirectories(parent);
    Files.createDirectory(folder);
    SwapPlace place = new SwapPlace(real, folder, operation, lock(folder));
    place.write(Step.BUILDING);
    Files.createDirectory(place.restored());
    return place;
  }

  private static FileChannel lock(Path folder) throws IOException {
    OWN.add(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    if (!lock.isValid()) {
      throw new IOException("The folder " + folder + " could not be locked.");
    }
    return channel;
  }

  /** Finds the places that no live process works on, and takes them over; oldest first. */
  static List<SwapPlace> abandoned(FileRoot fileRoot) throws IOException {
    Path root = fileRoot.path().toAbsolutePath().normalize();
    List<SwapPlace> places = new ArrayList<>();
    find(root, parentOf(root), fileRoot.name(), places);
    if (Files.isDirectory(root)) {
      Path real = root.toRealPath();
      find(real, real, fileRoot.name(), places);
    }
    return places;
  }

  private static void find(Path root, Path parent, String name, List<SwapPlace> places)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, MARK + "*-" + name)) {
      found.forEach(folders::add);
    } catch (NoSuchFileException e) {
      return;
    }
    folders.sort(null);
    for (Path folder : folders) {
      if (!OWN.contains(folder) && Files.isDirectory(folder) && isAbandoned(folder)) {
        String file = String.valueOf(folder.getFileName());
        String operation = file.substring(MARK.length(), file.length() - name.length() - 1);
        places.add(new SwapPlace(root, folder, operation, lock(folder)));
      }
    }
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static Path parentOf(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("The file root " + path + " has no folder above it.");
    }
    return parent;
  }

  String operation() {
    return operation;
  }

  Path restored() {
    return folder.resolve("new");
  }

  Path old() {
    return folder.resolve("old");
  }

  Step step() throws IOException {
    try {
      return Step.valueOf(Files.readString(folder.resolve("step")).strip());
    } catch (NoSuchFileException e) {
      return Step.BUILDING;
    } catch (IllegalArgumentException e) {
      throw new IOException("The record of " + folder + " can't be read.", e);
    }
  }

  /** Records a step on stable storage before it is taken. */
  void write(Step step) throws IOException {
    Path next = folder.resolve("step.next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      out.write(StandardCharsets.US_ASCII.encode(step.name()));
      out.force(true);
    }
    Files.move(
        next,
        folder.resolve("step"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(folder);
  }

  /** Moves what is live away. */
  void moveOut(Path to) throws IOException {
    if (!FileTree.exists(root)) {
      return;
    }
    if (inside) {
      Files.createDirectories(to);
      moveChildren(root, to);
    } else {
      Files.move(root, to, StandardCopyOption.ATOMIC_MOVE);
    }
    force(inside ? root : parentOf(root));
  }

  /** Makes a copy live where nothing is. */
  void moveIn(Path from) throws IOException {
    if (inside) {
      moveChildren(from, root);
      force(root);
    } else {
      Files.move(from, root, StandardCopyOption.ATOMIC_MOVE);
      force(parentOf(root));
    }
  }

  /** Takes a {@link #moveOut} back, as far as it went. */
  void moveBack(Path from) throws IOException {
    if (!FileTree.exists(from)) {
      return;
    }
    if (inside) {
      moveChildren(from, root);
      Files.delete(from);
    } else if (!FileTree.exists(root)) {
      Files.move(from, root, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Takes a {@link #moveIn} back, as far as it went. */
  void takeLiveTo(Path to) throws IOException {
    if (inside) {
      moveChildren(root, to);
    } else if (!FileTree.exists(to) && FileTree.exists(root)) {
      Files.move(root, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void moveChildren(Path from, Path to) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(from)) {
      for (Path child : found) {
        if (!String.valueOf(child.getFileName()).startsWith(MARK)) {
          children.add(child);
        }
      }
    }
    for (Path child : children) {
      Files.move(child, to.resolve(child.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Removes the folder with all in it, and lets go. */
  void remove() throws IOException {
    Trees.delete(restored());
    Trees.delete(old());
    release();
    Trees.delete(folder);
  }

  void release() throws IOException {
    channel.close();
    OWN.remove(folder);
  }

  private static void force(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
