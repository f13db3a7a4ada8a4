package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Scripts in place of the vendor's clients, and a look at the clients that run. */
final class FakeClients {

  private FakeClients() {}

  /**
   * Makes a folder of clients that are the real ones, but for one, which says its real version and
   * else does what the script says.
   *
   * @param script in which {@code $real} is the real program
   */
  static Path with(Path folder, PostgresTestServer server, String program, String script)
      throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("pg_dump", "pg_restore", "psql", "pg_dumpall")) {
      Path real = server.clients().resolve(name);
      String body =
          "#!/bin/sh\nreal='%s'\n%s\n"
              .formatted(
                  real,
                  name.equals(program)
                      ? "case \"$*\" in --version|-V) exec \"$real\" --version;; esac\n" + script
                      : "exec \"$real\" \"$@\"");
      Path fake = Files.writeString(folder.resolve(name), body);
      Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
    }
    return folder;
  }

  /** The processes below this one whose command line names a program. */
  static List<ProcessHandle> running(String program) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> commandLine(process).contains(program))
        .toList();
  }

  static String commandLine(ProcessHandle process) {
    return read(process, "cmdline");
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return new String(
              Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), file)),
              StandardCharsets.UTF_8)
          .replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
