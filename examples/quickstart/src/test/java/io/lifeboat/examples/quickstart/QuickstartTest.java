package io.lifeboat.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
  void theStoryEndsWell_andWhatItPrintsOpensTheArchive() throws Exception {
    String printed = printedByTheStory();

    List<String> lines = printed.lines().toList();
    List<String> end = lines.subList(lines.size() - 3, lines.size());
    assertTrue(end.get(0).startsWith("archive=" + home.resolve("backups")), printed);
    assertEquals("password=" + Quickstart.PASSWORD, end.get(1));
    assertEquals("proof=ok", end.get(2));
    assertTrue(Files.isRegularFile(Path.of(end.get(0).substring("archive=".length()))));
    assertTrue(printed.contains("ransom_note"), "the wreck is shown");

    Path opened = Files.createDirectories(home.resolve("opened"));
    String commands = String.join("\n", lines.subList(lines.size() - 8, lines.size() - 4));
    Path script = Files.writeString(home.resolve("type.py"), TYPE_PASSWORD);
    run(
        "python3",
        script.toString(),
        Quickstart.PASSWORD,
        "sh",
        "-c",
        "cd '" + opened + "' && " + commands);

    String tables = Files.readString(opened.resolve("tables.sql"), StandardCharsets.UTF_8);
    assertTrue(tables.contains("CREATE TABLE `purchase_line`"));
    assertTrue(
        tables
            .stripTrailing()
            .lines()
            .reduce((a, b) -> b)
            .orElse("")
            .startsWith("-- Dump completed"));
    String rows = Files.readString(opened.resolve("rows"), StandardCharsets.ISO_8859_1);
    String product =
        new String(
            "C:\\\\Product 7 😀\t".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertTrue(rows.contains(product));
    try (Stream<Path> files = Files.walk(opened.resolve("backup/files"))) {
      assertTrue(files.filter(Files::isRegularFile).count() >= 100, "pictures, as they were");
    }
  }

  private String printedByTheStory() throws Exception {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertTrue(Quickstart.run(home), () -> "the proof holds: " + printed);
    } finally {
      System.setOut(standard);
    }
    return printed.toString(StandardCharsets.UTF_8);
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
