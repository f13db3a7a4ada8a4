package io.lifeboat.backup.mysql.dialect;

import java.util.Optional;
import java.util.Set;

/**
 * A column whose values travel.
 *
 * @param name its name
 * @param kind how its values travel
 */
record Column(String name, Kind kind) {

  private static final Set<String> BYTES =
      Set.of(
          "char",
          "varchar",
          "tinytext",
          "text",
          "mediumtext",
          "longtext",
          "binary",
          "varbinary",
          "tinyblob",
          "blob",
          "mediumblob",
          "longblob",
          "set",
          "bit",
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection");

  private static final Set<String> PLAIN =
      Set.of(
          "tinyint",
          "smallint",
          "mediumint",
          "int",
          "bigint",
          "decimal",
          "double",
          "date",
          "time",
          "datetime",
          "timestamp",
          "year");

  /**
   * What stands for the mark of a wrong value that the server keeps in an ENUM. It reads as an
   * empty text, which may be one of the right values too.
   */
  private static final byte STRAY = 0;

  /** What the server stores as that mark: longer than any member of an ENUM, in any collation. */
  static final String NO_MEMBER = "REPEAT('x', 2000)";

  static boolean isStray(byte[] value) {
    return value.length == 1 && value[0] == STRAY;
  }

  /** How the values of a column travel; the letter stands in archives. */
  enum Kind {
    /** Numbers and times, as ASCII. */
    PLAIN('p'),
    /** Like the above; as such, the server would round it to six digits. */
    FLOAT('f'),
    /** Bytes as stored. */
    BYTES('b'),
    /** Bytes as stored; the server's mark of a wrong value is written as a NUL. */
    ENUM('e'),
    /** Bytes as stored, of a type that not every driver knows. */
    VECTOR('v'),
    /** Text of types that take no bytes, in UTF-8: JSON, UUID, addresses. */
    TEXT('t');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No kind of column: " + letter);
    }
  }

  static Kind kind(String dataType) {
    if (dataType.equals("float")) {
      return Kind.FLOAT;
    }
    if (dataType.equals("enum")) {
      return Kind.ENUM;
    }
    if (dataType.equals("vector")) {
      return Kind.VECTOR;
    }
    if (PLAIN.contains(dataType)) {
      return Kind.PLAIN;
    }
    return BYTES.contains(dataType) ? Kind.BYTES : Kind.TEXT;
  }

  /** Reads the value as a string of bytes, whatever driver asks. */
  String expression() {
    String quoted = Sql.name(name);
    return switch (kind) {
      case PLAIN -> "CONCAT(" + quoted + ")";
      // Not "+ 0e0", which would make a zero of a negative zero.
      case FLOAT -> "CONCAT(" + quoted + " * 1e0)";
      case BYTES -> quoted;
      case VECTOR -> "CAST(" + quoted + " AS BINARY)";
      case ENUM -> "IF(" + quoted + " + 0 = 0, X'00', " + quoted + ")";
      case TEXT -> "CAST(" + quoted + " AS CHAR CHARACTER SET utf8mb4)";
    };
  }

  /** Makes the value of what stands in a row, which is in a variable; most need nothing made. */
  Optional<String> loaded(String variable) {
    return switch (kind) {
      case TEXT -> Optional.of("CONVERT(" + variable + " USING utf8mb4)");
      // Some collations ignore a NUL, so that it equals an empty member.
      case ENUM -> Optional.of("IF(" + variable + " = X'00', " + NO_MEMBER + ", " + variable + ")");
      case PLAIN, FLOAT, BYTES, VECTOR -> Optional.empty();
    };
  }
}
