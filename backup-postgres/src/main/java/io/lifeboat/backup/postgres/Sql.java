package io.lifeboat.backup.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How names and text are written in PostgreSQL's SQL. The only place that quotes. */
final class Sql {

  private Sql() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String name(String schema, String name) {
    return name(schema) + "." + name(name);
  }

  /** A string constant that means the same whatever {@code standard_conforming_strings} is. */
  static String text(String value) {
    String quoted = value.replace("'", "''");
    return value.indexOf('\\') < 0
        ? "'" + quoted + "'"
        : " E'" + quoted.replace("\\", "\\\\") + "'";
  }

  /** Names as one list, each of them quoted; read back by {@link #names(String)}. */
  static String names(List<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /**
   * Reads a list of quoted names. It comes out of an archive, so it is read name by name and quoted
   * again, never put into a statement as it is.
   *
   * @throws IllegalArgumentException if it is not such a list
   */
  static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < list.length()) {
      if (!names.isEmpty()) {
        if (!list.startsWith(", ", at)) {
          throw new IllegalArgumentException("Not a list of names: " + list);
        }
        at += 2;
      }
      at = readName(list, at, names);
    }
    return names;
  }

  private static int readName(String list, int from, List<String> names) {
    StringBuilder name = new StringBuilder();
    int at = from + 1;
    if (from < list.length() && list.charAt(from) == '"') {
      while (at < list.length()) {
        char c = list.charAt(at++);
        if (c != '"') {
          name.append(c);
        } else if (at < list.length() && list.charAt(at) == '"') {
          name.append(c);
          at++;
        } else {
          names.add(name.toString());
          return at;
        }
      }
    }
    throw new IllegalArgumentException("Not a list of names: " + list);
  }
}
