package io.lifeboat.backup.mariadb.endtoend;

import io.lifeboat.backup.mysql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is live at one moment.
 *
 * @param database schema, rows, routines, triggers
 * @param files the content of each, by path
 */
record State(String database, Map<String, String> files) {

  static State of(TestServer server, String database, Path uploads) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.walk(uploads)) {
      for (Path path : paths.filter(State::isLive).toList()) {
        files.put(
            uploads.relativize(path).toString(),
            Files.isDirectory(path) ? "folder" : Files.readString(path));
      }
    }
    return new State(server.fingerprint(database), files);
  }

  private static boolean isLive(Path path) {
    return !path.toString().contains("/.lifeboat-");
  }

  /** Not the whole dump, when two states differ. */
  @Override
  public String toString() {
    return "database %x of %d characters, %d files: %s"
        .formatted(
            database.hashCode(),
            database.length(),
            files.size(),
            files.keySet().stream().limit(5).toList());
  }
}
