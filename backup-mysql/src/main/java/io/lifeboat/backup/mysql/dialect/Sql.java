package io.lifeboat.backup.mysql.dialect;

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
}
