package io.lifeboat.backup.archive;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A path below a file root, and the only place that decides which paths an archive may hold.
 *
 * <p>Segments joined by single slashes: none empty, none {@code .} or {@code ..}, no NUL, no
 * character that UTF-8 can't carry; at most 4096 bytes and 256 segments. A path can thus not be
 * absolute and can't climb. Other characters, line feeds and backslashes included, are allowed, as
 * the file systems of Linux allow them; {@link #resolveIn} refuses those that mean something else
 * where it runs.
 *
 * @param value the path
 */
public record EntryPath(String value) implements Comparable<EntryPath> {

  private static final int MAX_BYTES = 4096;
  private static final int MAX_SEGMENTS = 256;

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is not a path that an archive may hold; the message says
   *     why as a sentence
   */
  public EntryPath {
    problem(value)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  /**
   * Make a path.
   *
   * @param value the path
   * @return the path
   * @throws IllegalArgumentException if it is not a path that an archive may hold
   */
  public static EntryPath of(String value) {
    return new EntryPath(value);
  }

  /**
   * Say what keeps a text from being a path in an archive.
   *
   * @param value the text
   * @return why not, as a sentence; empty if it is one
   */
  public static Optional<String> problem(String value) {
    if (value.isEmpty()) {
      return Optional.of("The name is empty.");
    }
    if (value.startsWith("/")) {
      return Optional.of("The name is absolute: " + quote(value));
    }
    Optional<String> text = textProblem(value);
    if (text.isPresent()) {
      return text;
    }
    String[] segments = value.split("/", -1);
    if (segments.length > MAX_SEGMENTS) {
      return Optional.of("The name has more than " + MAX_SEGMENTS + " levels: " + quote(value));
    }
    for (String segment : segments) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return Optional.of("The name has a part that is empty, '.' or '..': " + quote(value));
      }
    }
    return Optional.empty();
  }

  /**
   * Say what keeps a symbolic link from being in an archive. A link may point to what is not there,
   * and to its own root; never out of it. So that text alone can tell, {@code ..} comes first or
   * not at all.
   *
   * @param target what the link at this path points to, as text
   * @return why not, as a sentence; empty if it may
   */
  public Optional<String> linkProblem(String target) {
    if (target.isEmpty()) {
      return Optional.of("The link points to nothing: " + quote(value));
    }
    Optional<String> text = textProblem(target);
    if (text.isPresent()) {
      return text;
    }
    if (target.startsWith("/")) {
      return Optional.of(
          "The link " + quote(value) + " points to an absolute path: " + quote(target));
    }
    int depth = depth();
    boolean named = false;
    for (String segment : target.split("/", -1)) {
      if (segment.equals("..") && named) {
        // The name before it may be a link itself, and '..' then leads where no text can tell.
        return Optional.of("The link " + quote(value) + " has '..' after a name: " + quote(target));
      }
      if (segment.equals("..") && --depth < 0) {
        return Optional.of("The link " + quote(value) + " leaves its root: " + quote(target));
      }
      named |= !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
    }
    return Optional.empty();
  }

  /**
   * Find the place of this path in a directory, without looking at the file system: links on the
   * way are for the caller to exclude.
   *
   * @param directory the root
   * @return a path below it
   * @throws IllegalArgumentException if the path means something else on this system, such as one
   *     with a backslash on Windows
   */
  public Path resolveIn(Path directory) {
    Path result = directory;
    for (String segment : value.split("/", -1)) {
      Path name;
      try {
        name = directory.getFileSystem().getPath(segment);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("No file can be named so here: " + quote(value), e);
      }
      if (name.isAbsolute() || name.getNameCount() != 1 || !name.toString().equals(segment)) {
        throw new IllegalArgumentException("The name means something else here: " + quote(value));
      }
      result = result.resolve(name);
    }
    return result;
  }

  @Override
  public int compareTo(EntryPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private int depth() {
    return (int) value.chars().filter(c -> c == '/').count();
  }

  private static Optional<String> textProblem(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("The name has a NUL character: " + quote(text));
    }
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      return bytes.remaining() > MAX_BYTES
          ? Optional.of("The name has more than " + MAX_BYTES + " bytes: " + quote(text))
          : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of("The name can't be written as UTF-8: " + quote(text));
    }
  }

  /** Makes a name from outside fit for a message or a log: printable, on one line, short. */
  static String quote(String text) {
    int limit = 200;
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(limit)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(text.length() > limit ? "…'" : "'").toString();
  }
}
