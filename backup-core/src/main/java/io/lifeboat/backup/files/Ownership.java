package io.lifeboat.backup.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Gives restored files the owner and group of the live ones: archives hold none. What is not live
 * now gets those of the folder it is in. A process that is not root owns what it writes, and gives
 * away what the system lets it.
 */
final class Ownership {

  private static final String ATTRIBUTES = "unix:uid,gid,mode";

  private final Path live;
  private final boolean isKnown;

  /** Looks at a live root, which need not exist, and may be a link. */
  Ownership(Path root) throws IOException {
    this.isKnown = root.getFileSystem().supportedFileAttributeViews().contains("unix");
    this.live = Files.isDirectory(root) ? root.toRealPath() : root;
  }

  /** Gives a restored file or folder away. Before its mode is set, which a new owner takes. */
  void apply(Path restored, String path) throws IOException {
    if (!isKnown) {
      return;
    }
    Optional<Map<String, Object>> wanted = nearest(path);
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Object> now = Files.readAttributes(restored, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    boolean isRoot = Integer.valueOf(0).equals(now.get("uid"));
    for (String who : new String[] {"gid", "uid"}) {
      Object id = wanted.get().get(who);
      if (id != null && !id.equals(now.get(who))) {
        give(restored, who, id, isRoot);
      }
    }
  }

  private static void give(Path restored, String who, Object id, boolean isRoot)
      throws IOException {
    try {
      Files.setAttribute(restored, "unix:" + who, id, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (isRoot) {
        throw new IOException(
            "The restored file %s can't be given the owner of the live one (%s %s), and the application could not write to it. Run the restore as the application's user."
                .formatted(restored, who, id),
            e);
      }
    }
  }

  /** Gives the copy of the root itself the mode of the live one: archives don't hold it. */
  void applyRootMode(Path restored) throws IOException {
    if (!isKnown || !Files.isDirectory(live)) {
      return;
    }
    Files.setAttribute(
        restored, "unix:mode", Files.getAttribute(live, "unix:mode"), LinkOption.NOFOLLOW_LINKS);
  }

  private Optional<Map<String, Object>> nearest(String path) {
    String at = path;
    while (!at.isEmpty()) {
      Optional<Map<String, Object>> found = attributes(FileNames.resolve(live, at));
      if (found.isPresent()) {
        return found;
      }
      at = at.contains("/") ? at.substring(0, at.lastIndexOf('/')) : "";
    }
    return attributes(live);
  }

  private static Optional<Map<String, Object>> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return Optional.empty(); // not live
    }
  }
}
