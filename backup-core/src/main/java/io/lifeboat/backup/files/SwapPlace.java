package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.files.FileSwap.Step;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder of one restore of a root: {@code new}, {@code old}, a record of the step taken last,
 * and a lock that its process holds.
 *
 * <p>Beside the root, whose rename is then the exchange; or inside it where the root itself can't
 * be renamed, and its children are moved one by one.
 */
final class SwapPlace {

  /** Moves one file or folder at once, replacing nothing but an empty folder. */
  interface Rename {
    void move(Path from, Path to) throws IOException;
  }

  static final String MARK = ".lifeboat-";

  static final Rename RENAME = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

  private static final int ATTEMPTS = 10;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Path root;
  private final Path folder;
  private final String operation;
  private final boolean inside;
  private final PlaceLock lock;
  private final Rename rename;

  private SwapPlace(Path root, Path folder, String operation, PlaceLock lock, Rename rename) {
    this.root = root;
    this.folder = folder;
    this.operation = operation;
    this.inside = root.equals(folder.getParent());
    this.lock = lock;
    this.rename = rename;
  }

  static SwapPlace create(FileRoot fileRoot, String operation, Rename rename) throws IOException {
    Path root = fileRoot.path();
    boolean inside = RootKind.cannotBeRenamed(root);
    Path real = inside ? root.toRealPath() : root;
    Path parent = inside ? real : parentOf(real);
    Path folder = parent.resolve(MARK + operation + suffix(fileRoot));
    Files.createDirectories(parent);
    SwapPlace place = new SwapPlace(real, folder, operation, make(folder), rename);
    try {
      Files.writeString(place.owner(), ownerOf(root));
      place.write(Step.INCOMPLETE);
      Files.createDirectory(place.restored());
      force(folder);
      force(parent);
      return place;
    } catch (IOException | RuntimeException e) {
      try {
        place.removeAll();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** A recovery may find the folder before it is locked, and take it for a leftover. */
  private static PlaceLock make(Path folder) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        PrivateFolder.create(folder);
      } catch (FileAlreadyExistsException e) {
        if (attempt == 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS); // its removal is about to end
        continue;
      }
      Optional<PlaceLock> lock = PlaceLock.make(folder);
      if (lock.isPresent()) {
        return lock.get();
      }
    }
    throw new IOException(
        "The folder " + folder + " was removed by another process again and again.");
  }

  /** Names of roots and of operations have no dot, so that no root is taken for another. */
  private static String suffix(FileRoot root) {
    return "." + root.name();
  }

  /** Two roots of one name may be beside each other, of two applications. */
  private static String ownerOf(Path root) {
    return root.getFileName() + "\n";
  }

  private Path owner() {
    return folder.resolve("root");
  }

  /** Finds the places that no live process works on, and takes them over; oldest first. */
  static List<SwapPlace> abandoned(FileRoot fileRoot, Rename rename) throws IOException {
    Path root = fileRoot.path();
    List<SwapPlace> places = new ArrayList<>();
    find(root, parentOf(root), fileRoot, rename, places);
    if (Files.isDirectory(root)) {
      Path real = root.toRealPath();
      find(real, real, fileRoot, rename, places);
    }
    return places;
  }

  private static void find(
      Path root, Path parent, FileRoot fileRoot, Rename rename, List<SwapPlace> places)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    String suffix = suffix(fileRoot);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, MARK + "*" + suffix)) {
      found.forEach(folders::add);
    } catch (NoSuchFileException e) {
      return;
    }
    folders.sort(null);
    for (Path folder : folders) {
      Optional<PlaceLock> lock = PlaceLock.take(folder);
      if (lock.isEmpty()) {
        continue;
      }
      String file = String.valueOf(folder.getFileName());
      String operation = file.substring(MARK.length(), file.length() - suffix.length());
      SwapPlace place = new SwapPlace(root, folder, operation, lock.get(), rename);
      if (place.inside || place.isOf(fileRoot.path())) {
        places.add(place);
      } else {
        place.release();
      }
    }
  }

  private boolean isOf(Path root) throws IOException {
    try {
      return Files.readString(owner()).equals(ownerOf(root));
    } catch (NoSuchFileException e) {
      return true; // killed before it was written: there is nothing in it
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
      return Step.INCOMPLETE;
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
    rename.move(next, folder.resolve("step"));
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
      rename.move(root, to);
    }
    forceBoth(to);
  }

  /** Makes a copy live where nothing is; a copy that is nothing leaves nothing there. */
  void moveIn(Path from) throws IOException {
    if (!FileTree.exists(from)) {
      return;
    }
    if (inside) {
      moveChildren(from, root);
    } else {
      moveToRoot(from);
    }
    forceBoth(from);
  }

  /** Takes a {@link #moveOut} back, as far as it went. */
  void moveBack(Path from) throws IOException {
    if (!FileTree.exists(from)) {
      return;
    }
    if (inside) {
      moveChildren(from, root);
      Files.delete(from);
    } else {
      moveToRoot(from);
    }
    forceBoth(from);
  }

  /** Takes a {@link #moveIn} back, as far as it went. */
  void takeLiveTo(Path to) throws IOException {
    if (inside) {
      Files.createDirectories(to);
      moveChildren(root, to);
      forceBoth(to);
    } else if (!FileTree.exists(to) && FileTree.exists(root)) {
      rename.move(root, to);
      forceBoth(to);
    }
  }

  private void moveToRoot(Path from) throws IOException {
    try {
      rename.move(from, root);
    } catch (IOException e) {
      if (!FileTree.exists(root)) {
        throw e;
      }
      DirectoryNotEmptyException taken = new DirectoryNotEmptyException(root.toString());
      taken.initCause(e);
      throw new IOException(
          "Something else was written to %s while its files were being exchanged. Move it away: %s belongs there."
              .formatted(root, from),
          taken);
    }
  }

  private void moveChildren(Path from, Path to) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(from)) {
      for (Path child : found) {
        if (!String.valueOf(child.getFileName()).startsWith(MARK)) {
          children.add(child);
        }
      }
    }
    for (Path child : children) {
      rename.move(child, to.resolve(child.getFileName()));
    }
  }

  /** Removes the folder with all in it, and lets go. A kill in the middle leaves no copy behind. */
  void remove() throws IOException {
    write(Step.INCOMPLETE);
    removeAll();
  }

  private void removeAll() throws IOException {
    Trees.delete(restored());
    Trees.delete(old());
    for (String file : new String[] {"root", "step.next", "step"}) {
      Files.deleteIfExists(folder.resolve(file));
    }
    lock.remove();
  }

  void release() throws IOException {
    lock.release();
  }

  private void forceBoth(Path copy) throws IOException {
    force(folder);
    if (inside && FileTree.exists(copy)) {
      force(copy);
    }
    force(inside ? root : parentOf(root));
  }

  static void force(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
