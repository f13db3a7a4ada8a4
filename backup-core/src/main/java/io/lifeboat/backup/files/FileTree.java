package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.files.FileProblem.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is below a root, found by walking it.
 *
 * <p>Links are never followed. Nothing is kept in memory but one open folder for each level. Reads
 * no content.
 */
public final class FileTree {

  private final FileRoot root;

  /**
   * Make a tree; nothing is looked at yet.
   *
   * @param root whose files
   */
  public FileTree(FileRoot root) {
    this.root = root;
  }

  /**
   * Visit everything that belongs to the root. The root itself is not an entry. What vanishes while
   * its folder is being listed is not visited.
   *
   * @param visitor called on this thread
   * @throws IOException only the visitor's own; what can't be read is told to it as a problem
   */
  public void walk(FileVisitor visitor) throws IOException {
    Path top = root.path();
    if (!Files.isDirectory(top)) {
      visitor.problem(
          new FileProblem(
              root.name(),
              "",
              Reason.ROOT_MISSING,
              "The folder " + top + " of " + root.name() + " does not exist, or is no folder."));
      return;
    }
    walk(top, "", visitor);
  }

  @SuppressWarnings("StreamResourceLeak") // Closed below; opening it fails unlike the visitor.
  private void walk(Path folder, String prefix, FileVisitor visitor) throws IOException {
    DirectoryStream<Path> children;
    try {
      children = Files.newDirectoryStream(folder);
    } catch (IOException e) {
      visitor.problem(FileProblems.unreadable(root, prefix, folder, e));
      return;
    }
    try (children) {
      for (Path child : children) {
        visit(child, prefix, visitor);
      }
    } catch (DirectoryIteratorException e) {
      visitor.problem(
          FileProblems.unreadable(root, prefix, folder, new IOException(e.getMessage(), e)));
    }
  }

  private void visit(Path child, String prefix, FileVisitor visitor) throws IOException {
    Optional<String> name = FileNames.name(child);
    if (name.isEmpty()) {
      String shown =
          prefix.isEmpty() ? child.getFileName() + "" : prefix + "/" + child.getFileName();
      visitor.problem(
          new FileProblem(
              root.name(),
              shown,
              Reason.NAME,
              "The name of " + child + " is not valid UTF-8. Rename it to have it backed up."));
      return;
    }
    String path = prefix.isEmpty() ? name.get() : prefix + "/" + name.get();
    if (root.prunes(path)) {
      return;
    }
    FileState state;
    try {
      state = FileState.of(child);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      visitor.problem(FileProblems.unreadable(root, path, child, e));
      return;
    }
    if (state.isDirectory()) {
      if (root.covers(path)) {
        visitor.entry(FileEntry.directory(path, state.mode(), state.modified()));
      }
      walk(child, path, visitor);
    } else if (root.covers(path)) {
      leaf(child, path, state, visitor);
    }
  }

  private void leaf(Path child, String path, FileState state, FileVisitor visitor)
      throws IOException {
    if (state.isFile()) {
      visitor.entry(FileEntry.file(path, state.size(), state.mode(), state.modified()));
    } else if (state.isSymlink()) {
      link(child, path, state, visitor);
    } else {
      visitor.problem(
          new FileProblem(
              root.name(),
              path,
              Reason.SPECIAL,
              child + " is a device, pipe or socket, which can't be backed up."));
    }
  }

  private void link(Path child, String path, FileState state, FileVisitor visitor)
      throws IOException {
    Optional<String> target;
    try {
      target = FileNames.text(Files.readSymbolicLink(child));
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      visitor.problem(FileProblems.unreadable(root, path, child, e));
      return;
    }
    if (target.isPresent()) {
      visitor.entry(FileEntry.symlink(path, target.get(), state.modified()));
    } else {
      visitor.problem(
          new FileProblem(
              root.name(),
              path,
              Reason.NAME,
              "The target of the link " + child + " is not valid UTF-8."));
    }
  }

  /** Tells whether a path exists, without following a link at its end. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
