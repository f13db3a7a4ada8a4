package io.lifeboat.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

  private static final String TYPE_PASSWORD =
      """
      import os, pty, sys
      pid, fd = pty.fork()
      if pid == 0:
          os.execvp(sys.argv[2], sys.argv[2:])
      typed, seen = False, b''
      while True:
          try:
              chunk = os.read(fd, 1024)
          except OSError:
              break
          if not chunk:
              break
          seen += chunk
          if not typed and b'passphrase' in seen:
              typed = True
              os.write(fd, sys.argv[1].encode() + b'\\n')
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """;

  @TempDir Path home;

  @Test
  void theStoryEndsWell_andTheArchiveOpensWithTheToolsOfDebian() throws Exception {
    assertTrue(Quickstart.run(home), "the proof holds");

    Path archive;
    try (Stream<Path> stored = Files.list(home.resolve("backups"))) {
      List<Path> archives =
          stored.filter(file -> file.toString().endsWith(".tar.age")).sorted().toList();
      assertEquals(2, archives.size(), "the backup and the safety backup");
      archive = archives.get(0);
    }
    Path tar = home.resolve("backup.tar");
    Path script = Files.writeString(home.resolve("type.py"), TYPE_PASSWORD);
    run(
        "python3",
        script.toString(),
        Quickstart.PASSWORD,
        "age",
        "-d",
        "-o",
        tar.toString(),
        archive.toString());
    Path opened = Files.createDirectories(home.resolve("opened"));
    run("tar", "-xf", tar.toString(), "-C", opened.toString());
    run(
        "sh",
        "-c",
        "cat '%s'/database/schema/tables/*.zst | zstd -d > '%s'; cat '%s'/database/data/*/*.zst | zstd -d > '%s'"
            .formatted(opened, home.resolve("tables.sql"), opened, home.resolve("rows")));

    String tables = Files.readString(home.resolve("tables.sql"), StandardCharsets.UTF_8);
    assertTrue(tables.contains("CREATE TABLE `purchase_line`"));
    assertTrue(
        tables
            .stripTrailing()
            .lines()
            .reduce((a, b) -> b)
            .orElse("")
            .startsWith("-- Dump completed"));
    String rows = Files.readString(home.resolve("rows"), StandardCharsets.ISO_8859_1);
    String product =
        new String(
            "C:\\\\Product 7 😀\t".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertTrue(rows.contains(product));
    try (Stream<Path> files = Files.walk(opened.resolve("files"))) {
      assertTrue(files.filter(Files::isRegularFile).count() >= 100, "pictures, as they were");
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = home.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
