package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;

/** Sets mode and time of a restored file or folder. */
final class Attributes {

  private static final int PERMISSIONS = 0777;

  /**
   * A folder's setgid bit hands its group on, its sticky bit protects what others put there. On a
   * file both would let it run as somebody else, so that no file gets them from an archive.
   */
  private static final int OF_FOLDERS = 03000;

  private Attributes() {}

  static void apply(Path path, FileEntry entry) throws IOException {
    boolean hasModes = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    if (hasModes && entry.mode() != FileEntry.UNKNOWN_MODE) {
      int taken = entry.kind() == FileKind.DIRECTORY ? PERMISSIONS | OF_FOLDERS : PERMISSIONS;
      Files.setAttribute(path, "unix:mode", entry.mode() & taken, LinkOption.NOFOLLOW_LINKS);
    }
    applyTime(path, entry);
  }

  /** For links, which have no mode. */
  static void applyTime(Path path, FileEntry entry) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(entry.modified()), null, null);
  }
}
