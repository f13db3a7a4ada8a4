package io.lifeboat.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A folder of uploaded files that belongs to the host's data. Immutable.
 *
 * <p>Globs are matched against the path below the root, joined by slashes: {@code *} and {@code ?}
 * stay within one name, {@code **} crosses folders, {@code **}{@code /} also stands for no folder
 * at all. A glob that names a folder stands for all that is in it. What the globs leave out is not
 * backed up, and a restore leaves it in place.
 */
public final class FileRoot {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

  private final String name;
  private final Path path;
  private final List<String> includes;
  private final List<String> excludes;
  private final List<Pattern> included;
  private final List<Pattern> excluded;

  private FileRoot(String name, Path path, List<String> includes, List<String> excludes) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of a file root has lower-case letters, digits and inner dashes, at most 64: '"
              + name
              + "'");
    }
    this.name = name;
    this.path = path.toAbsolutePath().normalize();
    this.includes = List.copyOf(includes);
    this.excludes = List.copyOf(excludes);
    this.included = this.includes.stream().map(FileRoot::compile).toList();
    this.excluded = this.excludes.stream().map(FileRoot::compile).toList();
    if (this.path.getFileName() == null) {
      throw new IllegalArgumentException("The whole file system can't be a file root: " + path);
    }
  }

  /**
   * Name a folder.
   *
   * @param name what archives call it: lower-case letters, digits and inner dashes, at most 64
   * @param path where it is now; a relative one is taken from the working directory. It need not
   *     exist yet, and may be elsewhere at a restore
   * @return the root, with all that is in it
   */
  public static FileRoot of(String name, Path path) {
    return new FileRoot(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(path, "path"),
        List.of(),
        List.of());
  }

  /**
   * Take only what matches.
   *
   * @param glob added to those already given; one match is enough
   * @return a new root
   */
  public FileRoot include(String glob) {
    return new FileRoot(name, path, plus(includes, glob), excludes);
  }

  /**
   * Leave out what matches, also where it is included.
   *
   * @param glob added to those already given; one match is enough
   * @return a new root
   */
  public FileRoot exclude(String glob) {
    return new FileRoot(name, path, includes, plus(excludes, glob));
  }

  /**
   * Return what archives call the root.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Return where the root is.
   *
   * @return an absolute path
   */
  public Path path() {
    return path;
  }

  /**
   * Return the globs of what is taken.
   *
   * @return unmodifiable; empty means all
   */
  public List<String> includes() {
    return includes;
  }

  /**
   * Return the globs of what is left out.
   *
   * @return unmodifiable
   */
  public List<String> excludes() {
    return excludes;
  }

  /**
   * Tell whether a file belongs to the root by its globs.
   *
   * @param relativePath below the root, joined by slashes, without a slash at either end
   * @return true if it is to be backed up; always false for Lifeboat's own {@code .lifeboat*}
   */
  public boolean covers(String relativePath) {
    if (prunes(relativePath)) {
      return false;
    }
    return included.isEmpty() || matchesAny(included, relativePath);
  }

  /**
   * Tell whether a folder is left out with all that is in it.
   *
   * @param relativePath below the root, joined by slashes, without a slash at either end
   * @return true if nothing in it can belong to the root
   */
  public boolean prunes(String relativePath) {
    return ("/" + relativePath).contains("/.lifeboat") || matchesAny(excluded, relativePath);
  }

  /** Shows name and place. */
  @Override
  public String toString() {
    return "file root '" + name + "' at " + path;
  }

  private static boolean matchesAny(List<Pattern> patterns, String relativePath) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(relativePath).matches()) {
        return true;
      }
    }
    return false;
  }

  private static List<String> plus(List<String> globs, String glob) {
    List<String> more = new ArrayList<>(globs);
    more.add(Objects.requireNonNull(glob, "glob"));
    return more;
  }

  private static Pattern compile(String glob) {
    if (glob.isEmpty() || glob.startsWith("/") || glob.endsWith("/")) {
      throw new IllegalArgumentException(
          "A glob is matched below the root and neither begins nor ends with a slash: '"
              + glob
              + "'");
    }
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      if (glob.startsWith("**/", at)) {
        regex.append("(?:.*/)?");
        at += 3;
      } else if (glob.startsWith("**", at)) {
        regex.append(".*");
        at += 2;
      } else {
        char c = glob.charAt(at++);
        regex.append(
            switch (c) {
              case '*' -> "[^/]*";
              case '?' -> "[^/]";
              default -> Pattern.quote(String.valueOf(c));
            });
      }
    }
    return Pattern.compile(regex + "(?:/.*)?", Pattern.DOTALL);
  }
}
