package io.lifeboat.backup.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a class with a main method in a Java runtime of its own, with the heap that a claim is
 * about.
 */
public final class SmallHeap {

  private SmallHeap() {}

  /**
   * Run it and wait for it.
   *
   * @param megabytes for {@code -Xmx}
   * @param main the class
   * @param arguments of its main method
   * @return what it printed, both streams together; its last line is its exit status
   * @throws IOException if it could not be started, or was interrupted
   */
  public static List<String> run(int megabytes, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + megabytes + "m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      List<String> lines = new ArrayList<>(printed.lines().toList());
      lines.add("exit " + process.waitFor());
      return lines;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + main + " ran", e);
    }
  }
}
