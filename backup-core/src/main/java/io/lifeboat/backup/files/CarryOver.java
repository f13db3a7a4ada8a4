package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Puts what a root's globs leave out of backups beside what was restored, so that a restore does
 * not take it away: by hard links where the file system has them, so that it costs nothing.
 */
final class CarryOver {

  private final FileRoot root;
  private final Path target;

  CarryOver(FileRoot root, Path target) {
    this.root = root;
    this.target = target;
  }

  void run() throws IOException {
    boolean everythingIsBackedUp = root.includes().isEmpty() && root.excludes().isEmpty();
    if (everythingIsBackedUp || !Files.isDirectory(root.path())) {
      return;
    }
    Path top = root.path().toRealPath();
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            return !folder.equals(top) && name.startsWith(".lifeboat")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String relative = top.relativize(file).toString().replace('\\', '/');
            boolean isOwn = ("/" + relative).contains("/.lifeboat");
            if (!isOwn && isLeftOut(relative)) {
              carry(file, target.resolve(top.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isLeftOut(String relative) {
    if (!root.covers(relative)) {
      return true;
    }
    for (int slash = relative.indexOf('/'); slash >= 0; slash = relative.indexOf('/', slash + 1)) {
      if (root.prunes(relative.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private static void carry(Path file, Path copy) throws IOException {
    Path parent = copy.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createLink(copy, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
