package io.lifeboat.backup.files;

import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names of files as UTF-8, whatever the locale of the JVM.
 *
 * <p>On Unix a name is bytes. {@link Path#toString()} reads them in the locale's encoding, which in
 * containers is often ASCII, and puts a question mark where it can't. The path's URI carries the
 * bytes themselves.
 */
final class FileNames {

  private static final boolean NAMES_ARE_BYTES = File.separatorChar == '/';

  private FileNames() {}

  /** Returns the last name of an absolute path; empty if its bytes are not UTF-8. */
  static Optional<String> name(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return Optional.empty();
    }
    String text = last.toString();
    if (!NAMES_ARE_BYTES || isPlain(text)) {
      return Optional.of(text);
    }
    String escaped = path.toUri().getRawPath();
    int end = escaped.endsWith("/") ? escaped.length() - 1 : escaped.length();
    return decode(escaped.substring(escaped.lastIndexOf('/', end - 1) + 1, end));
  }

  /** Returns the text of a relative path, such as a link's target; empty if it is not UTF-8. */
  static Optional<String> text(Path path) {
    String text = path.toString();
    if (!NAMES_ARE_BYTES || isPlain(text)) {
      return Optional.of(text);
    }
    String escaped = path.toAbsolutePath().toUri().getRawPath();
    String base = Path.of("").toAbsolutePath().toUri().getRawPath();
    if (path.isAbsolute()) {
      return decode(escaped);
    }
    return escaped.startsWith(base) ? decode(escaped.substring(base.length())) : Optional.empty();
  }

  /**
   * Returns the text of a path below a folder, joined by slashes; empty text if it is not UTF-8.
   */
  static String below(Path folder, Path path) {
    return text(folder.relativize(path)).orElse("").replace(File.separatorChar, '/');
  }

  /** Finds a path below a folder by its name in UTF-8. */
  static Path resolve(Path folder, String relative) {
    if (!NAMES_ARE_BYTES || isPlain(relative)) {
      return folder.resolve(relative);
    }
    return folder.resolve(relative(relative));
  }

  /** Makes a path, absolute or not, of text in UTF-8. */
  static Path relative(String text) {
    if (!NAMES_ARE_BYTES || isPlain(text)) {
      return Path.of(text);
    }
    StringBuilder escaped = new StringBuilder("file:///");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '/') {
        escaped.append('/');
      } else {
        escaped.append('%').append(Character.forDigit((b >> 4) & 15, 16));
        escaped.append(Character.forDigit(b & 15, 16));
      }
    }
    Path absolute = Path.of(URI.create(escaped.toString()));
    return text.startsWith("/") ? absolute : Path.of("/").relativize(absolute);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decode(String escaped) {
    ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes.put((byte) Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
