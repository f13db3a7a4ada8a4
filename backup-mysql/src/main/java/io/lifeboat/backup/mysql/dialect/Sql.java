package io.lifeboat.backup.mysql.dialect;

import java.util.ArrayList;
import java.util.List;

/** Writes names and texts as SQL. */
final class Sql {

  private Sql() {}

  static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** For sessions whose sql_mode is empty, as those of {@link SqlSession} are. */
  static String text(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Reads a list of quoted names, with commas between them. */
  static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < list.length()) {
      StringBuilder one = new StringBuilder();
      at = quoted(list, at, one);
      names.add(one.toString());
      if (at < list.length() && list.charAt(at++) != ',') {
        throw new IllegalArgumentException("No list of names: " + list);
      }
    }
    return names;
  }

  private static int quoted(String list, int from, StringBuilder name) {
    if (list.charAt(from) != '`') {
      throw new IllegalArgumentException("No list of names: " + list);
    }
    for (int at = from + 1; at < list.length(); at++) {
      if (list.charAt(at) != '`') {
        name.append(list.charAt(at));
      } else if (at + 1 < list.length() && list.charAt(at + 1) == '`') {
        name.append('`');
        at++;
      } else {
        return at + 1;
      }
    }
    throw new IllegalArgumentException("A name has no end: " + list);
  }
}
