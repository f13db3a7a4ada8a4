package io.lifeboat.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What users uploaded: 200 files, texts and pictures, in folders. */
final class DemoFiles {

  private static final int FILES = 200;
  private static final int PICTURE_BYTES = 20_000;

  private final Path folder;

  DemoFiles(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  void create() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < FILES; i++) {
      Path file =
          folder
              .resolve("user-" + i % 20)
              .resolve("upload ü " + i + (i % 2 == 0 ? ".txt" : ".jpg"));
      Files.createDirectories(file.resolveSibling("."));
      if (i % 2 == 0) {
        Files.writeString(file, "A letter of some length. ".repeat(i + 1));
      } else {
        byte[] picture = new byte[PICTURE_BYTES];
        random.nextBytes(picture);
        Files.write(file, picture);
      }
    }
    Files.createDirectories(folder.resolve("empty"));
  }

  void wreck() throws IOException {
    Files.delete(folder.resolve("user-1").resolve("upload ü 1.jpg"));
    Files.writeString(folder.resolve("user-2").resolve("upload ü 2.txt"), "altered");
    Files.writeString(folder.resolve("added.txt"), "was not there");
    Files.delete(folder.resolve("empty"));
  }

  /** Returns the hash of each file, by path; folders too. */
  Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.forEach(path -> contents.put(folder.relativize(path).toString(), describe(path)));
    }
    return contents;
  }

  private static String describe(Path path) {
    if (Files.isDirectory(path)) {
      return "folder";
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
