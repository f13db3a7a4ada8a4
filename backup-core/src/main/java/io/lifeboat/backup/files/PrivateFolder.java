package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that nobody else looks into: what is being restored has not its own modes yet. */
final class PrivateFolder {

  private PrivateFolder() {}

  /** Fails if it is there. */
  static void create(Path folder) throws IOException {
    FileAttribute<?>[] mode =
        folder.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectory(folder, mode);
  }
}
