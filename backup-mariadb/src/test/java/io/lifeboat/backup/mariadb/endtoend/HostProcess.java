package io.lifeboat.backup.mariadb.endtoend;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupRequest;
import io.lifeboat.backup.RestoreRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link Host} in a process of its own, which makes one backup or one restore. */
final class HostProcess implements AutoCloseable {

  private static final String BEGUN = "begun";
  private static final String DONE = "done ";

  private final Process process;
  private final BufferedReader output;

  private HostProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * The other process. Says that it begins, then how it ended and how much memory that took.
   *
   * @param arguments of the host, then nothing for a backup or the id of what to restore
   */
  public static void main(String[] arguments) throws IOException {
    List<String> all = Arrays.asList(arguments);
    int own = all.indexOf("--");
    HeapWatch heap = new HeapWatch();
    heap.start();
    try (BackupManager backups = Host.of(all.subList(0, own)).builder().build()) {
      System.out.println(BEGUN);
      String id;
      if (own + 1 == all.size()) {
        id = backups.backup(BackupRequest.everything()).id();
      } else {
        id = backups.restore(RestoreRequest.ofBackup(all.get(own + 1))).backupId();
      }
      System.out.println(DONE + id + " " + heap.peak + " " + residentPeak());
    }
  }

  /** Looks at the heap a hundred times a second, garbage included. */
  private static final class HeapWatch extends Thread {

    private static final int MILLIS = 10;

    private volatile long peak;

    HeapWatch() {
      super("heap-watch");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (true) {
          long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
          peak = Math.max(peak, used);
          Thread.sleep(MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long residentPeak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  static HostProcess backingUp(Host host, String... jvmOptions) throws IOException {
    return start(host, List.of(), jvmOptions);
  }

  static HostProcess restoring(Host host, String id, String... jvmOptions) throws IOException {
    return start(host, List.of(id), jvmOptions);
  }

  private static HostProcess start(Host host, List<String> what, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HostProcess.class.getName());
    command.addAll(host.arguments());
    command.add("--");
    command.addAll(what);
    return new HostProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits until the backup or restore begins. */
  void awaitBegin() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); ; line = output.readLine()) {
      if (line == null) {
        throw new IOException("The process ended: " + said);
      }
      if (line.equals(BEGUN)) {
        return;
      }
      said.append(line).append('\n');
    }
  }

  /**
   * What a process did.
   *
   * @param id of the backup that was made or restored
   * @param heap bytes in use at most
   * @param resident bytes of the process at most, by the system's count
   */
  record Done(String id, long heap, long resident) {}

  /** Waits for its end, which must be a good one. */
  Done awaitDone() throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    String done = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      done = line.startsWith(DONE) ? line : done;
    }
    int status = process.waitFor();
    if (status != 0 || done.isEmpty()) {
      throw new IOException("The process ended with " + status + ": " + said);
    }
    String[] words = done.split(" ", -1);
    return new Done(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
  }

  /**
   * Ends it as a power failure would.
   *
   * @return false if it had ended before
   */
  boolean kill() throws InterruptedException {
    boolean alive = process.isAlive();
    process.destroyForcibly();
    process.waitFor();
    return alive;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
