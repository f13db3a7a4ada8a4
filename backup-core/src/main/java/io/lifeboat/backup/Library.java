package io.lifeboat.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this library is. */
final class Library {

  private static final String VERSION = read();

  private Library() {}

  static String version() {
    return VERSION;
  }

  private static String read() {
    try (InputStream in = Library.class.getResourceAsStream("library.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
