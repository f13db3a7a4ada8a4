package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What the file system says of a file, without following a link. Two equal states: not changed. */
final class FileState {

  private static final int PERMISSIONS = 07777;

  private final BasicFileAttributes basic;
  private final int mode;
  private final Instant changed;

  private FileState(BasicFileAttributes basic, int mode, Instant changed) {
    this.basic = basic;
    this.mode = mode;
    this.changed = changed;
  }

  static FileState of(Path path) throws IOException {
    BasicFileAttributes basic =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return new FileState(basic, FileEntry.UNKNOWN_MODE, basic.lastModifiedTime().toInstant());
    }
    Map<String, Object> unix =
        Files.readAttributes(path, "unix:mode,ctime", LinkOption.NOFOLLOW_LINKS);
    int mode = unix.get("mode") instanceof Integer bits ? bits & PERMISSIONS : 0;
    Instant changed =
        unix.get("ctime") instanceof FileTime time
            ? time.toInstant()
            : basic.lastModifiedTime().toInstant();
    return new FileState(basic, mode, changed);
  }

  boolean isDirectory() {
    return basic.isDirectory();
  }

  boolean isFile() {
    return basic.isRegularFile();
  }

  boolean isSymlink() {
    return basic.isSymbolicLink();
  }

  long size() {
    return basic.size();
  }

  int mode() {
    return mode;
  }

  Instant modified() {
    return basic.lastModifiedTime().toInstant();
  }

  /** When anything of it changed last, its permissions too. */
  Instant changed() {
    return changed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileState state
        && state.size() == size()
        && state.modified().equals(modified())
        && state.changed.equals(changed)
        && Objects.equals(state.basic.fileKey(), basic.fileKey());
  }

  @Override
  public int hashCode() {
    return Objects.hash(size(), modified(), changed);
  }
}
