package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a root can be exchanged by renaming it. */
final class RootKind {

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT_FIELD = 4;

  private RootKind() {}

  /** A link, a mount point, or a folder in one that this process may not write to. */
  static boolean cannotBeRenamed(Path root) throws IOException {
    if (!FileTree.exists(root)) {
      return false;
    }
    Path parent = root.getParent();
    return Files.isSymbolicLink(root)
        || parent == null
        || !Files.isWritable(parent)
        || !Files.getFileStore(root).equals(Files.getFileStore(parent))
        || isMountPoint(root.toRealPath());
  }

  /** A bind mount may be of the file system around it, so only the kernel's list tells. */
  private static boolean isMountPoint(Path root) throws IOException {
    if (!Files.isReadable(MOUNTS)) {
      return false;
    }
    for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(" ", MOUNT_POINT_FIELD + 2);
      if (fields.length > MOUNT_POINT_FIELD && fields[MOUNT_POINT_FIELD].equals(root.toString())) {
        return true;
      }
    }
    return false;
  }
}
