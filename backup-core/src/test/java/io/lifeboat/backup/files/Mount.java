package io.lifeboat.backup.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, in memory, for as long as a test needs it. */
public final class Mount implements Closeable {

  private final Path folder;

  private Mount(Path folder) {
    this.folder = folder;
  }

  /** Only root mounts; where root can't, the test fails and is not passed over. */
  public static boolean isPossible() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  public static Mount tmpfs(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    return new Mount(folder);
  }

  /** Shows a folder at a second place: of the same file system, and still a mount point. */
  public static Mount bind(Path from, Path folder) throws IOException {
    Files.createDirectories(folder);
    run("mount", "--bind", from.toString(), folder.toString());
    return new Mount(folder);
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
