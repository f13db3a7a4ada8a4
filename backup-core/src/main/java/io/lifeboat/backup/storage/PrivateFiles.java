package io.lifeboat.backup.storage;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders for nobody else, and their way to stable storage. */
final class PrivateFiles {

  private PrivateFiles() {}

  static FileAttribute<?>[] mode(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes a folder and those above it that are missing, each durable. */
  static Path createDirectories(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectory(folder, mode(folder, "rwx------"));
      forceParent(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    return folder;
  }

  /** Puts the entry of a file or folder on stable storage, where the system can. */
  static void forceParent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null || File.separatorChar != '/') {
      return;
    }
    try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
