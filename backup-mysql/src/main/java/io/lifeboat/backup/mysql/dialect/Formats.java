package io.lifeboat.backup.mysql.dialect;

/** How dumps of this dialect are written, and were. */
final class Formats {

  /** One part, {@link #ONE_PART}, that is the whole text of the dump program. */
  static final int CLIENT_TEXT = 1;

  /**
   * The text of the dump program for everything but rows ({@link #TABLES}, {@link #VIEWS}, {@link
   * #CODE}), and rows as {@code LOAD DATA} takes them.
   */
  static final int ROWS_APART = 2;

  static final String ONE_PART = "dump";
  static final String TABLES = "tables";
  static final String CODE = "code";
  static final String VIEWS = "views";

  private Formats() {}
}
