package io.lifeboat.backup;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.codec.AgeKeys;
import io.lifeboat.backup.spi.CodecKeys;
import io.lifeboat.backup.storage.LocalStorageProvider;
import io.lifeboat.backup.testing.OpenedByDebian;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A host with a folder database, a folder of uploads and a folder of backups. */
final class Sandbox {

  static final String PASSWORD = "correct horse";
  static final AgeKeys KEYS = AgeKeys.generate();

  final Path database;
  final Path uploads;
  final Path storage;
  final Path state;
  final FolderDialect.Faults faults = new FolderDialect.Faults();

  Sandbox(Path folder) throws IOException {
    database = Files.createDirectories(folder.resolve("database"));
    uploads = Files.createDirectories(folder.resolve("uploads"));
    storage = folder.resolve("storage");
    state = folder.resolve("state");
  }

  /** Fills the database with tables of different sizes and the uploads with files. */
  Sandbox fill() throws IOException {
    for (int table = 0; table < 5; table++) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 1000 * table; row++) {
        rows.append("table ").append(table).append(" row ").append(row).append('\n');
      }
      Files.writeString(database.resolve("table" + table), rows);
    }
    Files.createDirectories(uploads.resolve("a/empty"));
    Files.writeString(uploads.resolve("a/text ä€.txt"), "text");
    Files.write(
        uploads.resolve("big.bin"),
        "0123456789".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
    Files.createSymbolicLink(uploads.resolve("link"), Path.of("a/text ä€.txt"));
    return this;
  }

  /** Every archive that is published is opened with the tools of Debian at once. */
  BackupManagerBuilder builder() {
    CodecKeys keys =
        CodecKeys.none().withPassword(Secret.of(PASSWORD)).withIdentities(List.of(KEYS.identity()));
    return unopenedBuilder().provider(OpenedByDebian.of(new LocalStorageProvider(), keys));
  }

  /** For who writes hundreds of archives; {@link #builder} opens as many of the same kind. */
  BackupManagerBuilder unopenedBuilder() {
    return BackupManager.builder()
        .application(HostApplication.of("Demo App", "1.2.0").withAttribute("schema", "public"))
        .database(FolderDialect.at(database))
        .dialectOptions(faults)
        .provider(new FolderDialect())
        .files(FileRoot.of("uploads", uploads))
        .storage(storage)
        .stateDirectory(state);
  }

  /** Everything that is live, by path: content of files, target of links. */
  Map<String, String> live() {
    Map<String, String> all = new TreeMap<>();
    for (Path root : new Path[] {database, uploads}) {
      try (Stream<Path> paths = Files.walk(root)) {
        paths
            .filter(path -> !String.valueOf(path.getFileName()).startsWith(FolderRestorer.MARK))
            .forEach(
                path -> all.put(root.getFileName() + "/" + root.relativize(path), content(path)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static String content(Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return "-> " + Files.readSymbolicLink(path);
      }
      return Files.isDirectory(path)
          ? "folder"
          : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes what is live in every way. */
  void wreck() throws IOException {
    Files.delete(database.resolve("table1"));
    Files.writeString(database.resolve("table2"), "other\n");
    Files.writeString(database.resolve("table9"), "new\n");
    Files.delete(uploads.resolve("a/text ä€.txt"));
    Files.writeString(uploads.resolve("big.bin"), "small");
    Files.writeString(uploads.resolve("new.txt"), "new");
  }
}
