package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.Version;
import java.util.regex.Pattern;

/**
 * What one vendor's schema may hold and the other's server has not, or has otherwise. Known by the
 * text that the server writes of an object, with the same word for every name and literal in it.
 */
enum Peculiarity {
  // MySQL's
  EXPRESSION_KEYS("mysql", "indexes of expressions", "^ *(?:UNIQUE )?KEY `` \\((?:.*,)?\\("),
  GEOMETRY_COLLECTIONS(
      "mysql", "columns of the type GEOMETRYCOLLECTION", "^ *`` geomcollection\\b"),
  PARSERS("mysql", "full-text indexes with a parser", "WITH PARSER"),
  LATERAL_VIEWS("mysql", "views of LATERAL tables", "\\blateral \\("),
  VECTORS("mysql", "columns of the type VECTOR", "^ *`` vector\\("),
  INVISIBLE_COLUMNS("mysql", "invisible columns", "become visible", "^ *`` .*/\\*!80023 INVISIBLE"),
  INVISIBLE_KEYS("mysql", "invisible indexes", "are used", "KEY .*/\\*!80000 INVISIBLE"),
  UNENFORCED_CHECKS("mysql", "checks that are not enforced", "are enforced", "NOT ENFORCED"),
  SPATIAL_SYSTEMS("mysql", "columns bound to an SRID", "take any", "/\\*!80003 SRID"),
  JSON_COLUMNS(
      "mysql", "columns of the type JSON", "are text that is checked to be JSON", "^ *`` json\\b"),

  // MariaDB's
  OWN_TYPES(
      "mariadb",
      "columns of the types UUID, INET4, INET6",
      "^ *`` (?:uuid|inet4|inet6|xmltype)\\b"),
  SEQUENCES("mariadb", "sequences", "^CREATE SEQUENCE"),
  SYSTEM_VERSIONS(
      "mariadb", "system-versioned tables", "WITH SYSTEM VERSIONING|GENERATED ALWAYS AS ROW"),
  PERIODS("mariadb", "periods", "^ *PERIOD FOR"),
  VECTOR_KEYS("mariadb", "vector indexes", "^ *VECTOR KEY"),
  IGNORED_KEYS("mariadb", "ignored indexes", "KEY .* IGNORED"),
  LONG_UNIQUE_KEYS(
      "mariadb", "unique indexes of long columns", "(?s)^ *UNIQUE KEY [^\\n]*USING HASH.*=InnoDB"),
  EXPRESSION_DEFAULTS(
      "mariadb",
      "defaults that are functions",
      "^ *`` .* DEFAULT (?!NULL|''|[-\\d(]|current_timestamp|[bx]''|_\\w+ ?[bx]?'')"),
  LONG_DEFAULTS(
      "mariadb",
      "defaults of TEXT and BLOB columns",
      "^ *`` (?:tiny|medium|long)?(?:text|blob)\\b.* DEFAULT (?!NULL)"),
  TABLE_OPTIONS(
      "mariadb", "table options of MariaDB", "^\\).*(?:``=|PAGE_CHECKSUM=|TRANSACTIONAL=)"),
  PACKAGES("mariadb", "packages", "^CREATE .*\\bPACKAGE "),
  COMPRESSED_COLUMNS(
      "mariadb", "compressed columns", "are not compressed", "/\\*M!100301 COMPRESSED");

  private static final Version VECTORS_OF_MARIADB = Version.parse("11.7");

  private final String dialect;
  private final String what;
  private final String becomes;
  private final Pattern pattern;

  /** One that the other server refuses. */
  Peculiarity(String dialect, String what, String pattern) {
    this(dialect, what, "", pattern);
  }

  /** One that the other server takes, as something else. */
  Peculiarity(String dialect, String what, String becomes, String pattern) {
    this.dialect = dialect;
    this.what = what;
    this.becomes = becomes;
    this.pattern = Pattern.compile(pattern, Pattern.MULTILINE);
  }

  boolean isOf(String id) {
    return dialect.equals(id);
  }

  String what() {
    return what;
  }

  /** What the other server makes of it; empty if it refuses it. */
  String becomes() {
    return becomes;
  }

  /** Whether a server of the other vendor refuses it. */
  boolean isRefusedBy(Version server) {
    boolean known =
        this == VECTORS && server.atLeast(VECTORS_OF_MARIADB.major(), VECTORS_OF_MARIADB.minor());
    return becomes.isEmpty() && !known;
  }

  /** Whether a statement has it. */
  boolean isIn(String statement) {
    return pattern.matcher(statement).find();
  }
}
