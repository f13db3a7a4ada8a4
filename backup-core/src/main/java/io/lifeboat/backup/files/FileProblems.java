package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.files.FileProblem.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The words for what goes wrong while files are read. */
final class FileProblems {

  private FileProblems() {}

  static FileProblem unreadable(FileRoot root, String path, Path file, IOException why) {
    if (why instanceof NoSuchFileException) {
      return vanished(root, path, file);
    }
    String message =
        why instanceof AccessDeniedException
            ? "This process may not read " + file + ". Give its user the permission."
            : file + " can't be read: " + why.getMessage();
    return new FileProblem(root.name(), path, Reason.UNREADABLE, message);
  }

  static FileProblem vanished(FileRoot root, String path, Path file) {
    return new FileProblem(
        root.name(), path, Reason.VANISHED, file + " was removed before it could be read.");
  }

  static FileProblem stillChanging(FileRoot root, String path, Path file, int attempts) {
    return new FileProblem(
        root.name(),
        path,
        Reason.STILL_CHANGING,
        file + " is still changing: it was read " + attempts + " times and differed after each.");
  }
}
