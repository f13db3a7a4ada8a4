package io.lifeboat.backup.archive;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A root whose files are in an archive, as the manifest names it.
 *
 * @param name 1 to 100 letters, digits and {@code . _ -}, not beginning with a dot
 * @param include globs of what was included; empty means all
 * @param exclude globs of what was left out
 */
public record ArchivedRoot(String name, List<String> include, List<String> exclude) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  /**
   * Checks the name and copies the lists.
   *
   * @throws IllegalArgumentException if the name has other characters
   */
  public ArchivedRoot {
    requireName(name);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /**
   * Make a root with everything in it.
   *
   * @param name its name
   * @return the root
   * @throws IllegalArgumentException if the name has other characters
   */
  public static ArchivedRoot of(String name) {
    return new ArchivedRoot(name, List.of(), List.of());
  }

  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name of a file root: '" + name + "'");
    }
    return name;
  }
}
