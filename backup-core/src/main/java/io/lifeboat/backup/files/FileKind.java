package io.lifeboat.backup.files;

/** What can be backed up below a root; devices, pipes and sockets are problems. */
public enum FileKind {
  /** A regular file. */
  FILE,
  /** A folder, empty or not. */
  DIRECTORY,
  /** A symbolic link: what it says, never what it leads to. */
  SYMLINK
}
