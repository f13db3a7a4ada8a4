package io.lifeboat.backup.postgres;

import io.lifeboat.backup.BackupManager;
import io.lifeboat.backup.BackupManagerBuilder;
import io.lifeboat.backup.Encryption;
import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.HostApplication;
import io.lifeboat.backup.RestoreRequest;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.RestoreMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A host application with a database, uploads and backups, here or in a process of its own that can
 * be killed.
 *
 * @param folder holds uploads, storage, state and private files
 * @param port of the server
 * @param database that is restored
 * @param clients the vendor's
 */
record KilledHost(Path folder, int port, String database, Path clients) {

  private static final Pattern CUT_OFF = Pattern.compile("\"core\\.(load|swap|undo)\"");
  private static final String BEGUN = "begun";
  private static final String RECOVER = "recover";

  BackupManagerBuilder builder() {
    return BackupManager.builder()
        .application(HostApplication.of("host", "1.0.0"))
        .database(
            DatabaseEndpoint.builder("postgresql")
                .host("127.0.0.1")
                .port(port)
                .database(database)
                .user(PostgresTestServer.SUPERUSER)
                .password(PostgresTestServer.PASSWORD)
                .build())
        .dialectOptions(PostgresOptions.builder().clientDirectory(clients).build())
        .files(FileRoot.of("uploads", uploads()))
        .storage(folder.resolve("storage"))
        .stateDirectory(folder.resolve("state"))
        .workDirectory(folder.resolve("work"))
        .workers(2)
        .encryption(Encryption.none());
  }

  Path uploads() {
    return folder.resolve("uploads");
  }

  static RestoreRequest request(String id, RestoreMode mode) {
    RestoreRequest request = RestoreRequest.ofBackup(id);
    return mode == RestoreMode.SWAP ? request.swapped().withoutSafetyBackup() : request.inPlace();
  }

  /** Whether a process that starts now knows that a restore was cut off. */
  boolean isAnnounced() throws IOException {
    return CUT_OFF.matcher(journal()).find();
  }

  /** What the journal says; nothing if there is none. */
  String journal() throws IOException {
    Path journal = folder.resolve("state").resolve("restore.journal");
    return Files.exists(journal) ? Files.readString(journal) : "";
  }

  /** The clients that run for this host, whichever process started them: their files are here. */
  List<ProcessHandle> runningClients() {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains("=" + folder.resolve("work")))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", String.valueOf(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** The other process: restores, or only recovers, which building a manager does. */
  public static void main(String[] arguments) {
    KilledHost host =
        new KilledHost(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            arguments[2],
            Path.of(arguments[3]));
    if (arguments[4].equals(RECOVER)) {
      System.out.println(BEGUN);
    }
    try (BackupManager backups = host.builder().build()) {
      if (!arguments[4].equals(RECOVER)) {
        System.out.println(BEGUN);
        backups.restore(request(arguments[4], RestoreMode.valueOf(arguments[5])));
      }
    }
  }

  Doomed restoring(String id, RestoreMode mode) throws IOException {
    return start(id, mode.name());
  }

  Doomed recovering() throws IOException {
    return start(RECOVER);
  }

  private Doomed start(String... what) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KilledHost.class.getName());
    command.addAll(List.of(folder.toString(), String.valueOf(port), database, clients.toString()));
    command.addAll(List.of(what));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Doomed doomed = new Doomed(process, process.inputReader(StandardCharsets.UTF_8));
    doomed.awaitBegin();
    return doomed;
  }

  /** The other process, seen from here. */
  record Doomed(Process process, BufferedReader output) implements AutoCloseable {

    private void awaitBegin() throws IOException {
      StringBuilder said = new StringBuilder();
      for (String line = output.readLine(); !BEGUN.equals(line); line = output.readLine()) {
        if (line == null) {
          throw new IOException("The process ended: " + said);
        }
        said.append(line).append('\n');
      }
    }

    boolean runs() {
      return process.isAlive();
    }

    /** Waits for its end, which must be a good one. */
    void awaitDone() throws IOException, InterruptedException {
      StringBuilder said = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.append(line).append('\n');
      }
      if (process.waitFor() != 0) {
        throw new IOException("The process failed: " + said);
      }
    }

    /** Ends it as a power failure would; tells whether it was alive. */
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
}
