package io.lifeboat.backup.mysql.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CREATE TABLE as SHOW CREATE TABLE writes it, cut into what must be there before the rows and
 * what is better made after them: indexes in one pass over all rows, and foreign keys. What is not
 * understood is left whole.
 *
 * @param table its name
 * @param create the statement without what comes later, with its semicolon
 * @param keys statements that add indexes, in order
 * @param foreignKeys the statement that adds foreign keys; empty if there are none
 */
record TableStatement(String table, String create, List<String> keys, String foreignKeys) {

  private static final Pattern CREATE =
      Pattern.compile("CREATE TABLE (`(?:[^`]|``)+`) \\(\\n", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile("(UNIQUE |FULLTEXT |SPATIAL )?KEY `", Pattern.DOTALL);
  private static final Pattern FOREIGN_KEY =
      Pattern.compile("CONSTRAINT `(?:[^`]|``)+` FOREIGN KEY .*", Pattern.DOTALL);
  private static final Pattern CHECK =
      Pattern.compile("(CONSTRAINT `(?:[^`]|``)+` )?CHECK .*", Pattern.DOTALL);
  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*+'|`(?:[^`]|``)*+`", Pattern.DOTALL);

  /** Returns the statement in parts; empty if nothing is to be done later, or it is not clear. */
  static Optional<TableStatement> split(byte[] code) {
    return decode(code).flatMap(TableStatement::split);
  }

  /** Text that is no UTF-8 would not come back as it was. */
  private static Optional<String> decode(byte[] code) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(code)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static Optional<TableStatement> split(String code) {
    Matcher head = CREATE.matcher(code);
    if (!head.lookingAt()) {
      return Optional.empty();
    }
    List<String> items = new ArrayList<>();
    int end = items(code, head.end(), items);
    if (end < 0) {
      return Optional.empty();
    }
    String options = LITERAL.matcher(code.substring(end)).replaceAll("''");
    boolean plain =
        options.contains("ENGINE=InnoDB")
            && !options.toUpperCase(Locale.ROOT).contains("SYSTEM VERSIONING");
    return plain ? split(code, head, items, end) : Optional.empty();
  }

  /** Returns where the parenthesis of the columns is closed; less than zero if nowhere. */
  private static int items(String code, int from, List<String> items) {
    int depth = 0;
    int begin = from;
    Matcher literal = LITERAL.matcher(code);
    for (int at = from; at < code.length(); at++) {
      char c = code.charAt(at);
      switch (c) {
        case '\'', '`' -> {
          if (!literal.find(at) || literal.start() != at) {
            return -1;
          }
          at = literal.end() - 1;
        }
        case '(' -> depth++;
        case ')' -> {
          if (depth-- == 0) {
            items.add(code.substring(begin, at).strip());
            return at;
          }
        }
        case ',' -> {
          if (depth == 0) {
            items.add(code.substring(begin, at).strip());
            begin = at + 1;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static Optional<TableStatement> split(
      String code, Matcher head, List<String> items, int end) {
    List<String> kept = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> foreignKeys = new ArrayList<>();
    List<String> checks = new ArrayList<>();
    boolean primary = false;
    String counter = "";
    String primaryKey = "";
    for (String item : items) {
      if (item.startsWith("`")) {
        kept.add(item);
        if (LITERAL.matcher(item).replaceAll("''").contains(" AUTO_INCREMENT")) {
          Matcher name = LITERAL.matcher(item);
          counter = name.lookingAt() ? name.group() : "";
        }
      } else if (item.startsWith("PRIMARY KEY ")) {
        kept.add(item);
        primary = true;
        primaryKey = item;
      } else if (KEY.matcher(item).lookingAt()) {
        keys.add(item);
      } else if (FOREIGN_KEY.matcher(item).matches()) {
        foreignKeys.add(item);
      } else if (CHECK.matcher(item).matches()) {
        checks.add(item);
      } else {
        return Optional.empty();
      }
    }
    int needed = needed(keys, primary, primaryKey, counter);
    kept.addAll(keys.subList(0, needed));
    kept.addAll(checks);
    List<String> later = keys.subList(needed, keys.size());
    if (later.isEmpty() && foreignKeys.isEmpty()) {
      return Optional.empty();
    }
    String name = head.group(1);
    String create = head.group() + "  " + String.join(",\n  ", kept) + "\n" + code.substring(end);
    return Optional.of(
        new TableStatement(
            Sql.names(name).get(0),
            create,
            additions(name, later),
            constraints(name, foreignKeys)));
  }

  /**
   * Returns how many keys, counted from the first, must be there before the rows. The server shows
   * keys in a fixed order and keeps that of their making within it, so those before a needed one
   * stay too.
   */
  private static int needed(List<String> keys, boolean primary, String primaryKey, String counter) {
    int needed = 0;
    boolean counted = counter.isEmpty() || primaryKey.contains("(" + counter);
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      if (!primary && key.startsWith("UNIQUE ")) {
        needed = i + 1; // the server may cluster the rows on it
      }
      if (!counted && LITERAL.matcher(key).replaceFirst("").contains("(" + counter)) {
        needed = Math.max(needed, i + 1);
        counted = true;
      }
    }
    return counted ? needed : keys.size();
  }

  /** One pass over the rows for all keys, but for those the server makes one at a time. */
  private static List<String> additions(String name, List<String> keys) {
    List<String> statements = new ArrayList<>();
    List<String> together = new ArrayList<>();
    for (String key : keys) {
      if (key.startsWith("FULLTEXT ") || key.startsWith("SPATIAL ")) {
        addTogether(name, together, statements);
        statements.add("ALTER TABLE " + name + " ADD " + key);
      } else {
        together.add("ADD " + key);
      }
    }
    addTogether(name, together, statements);
    return List.copyOf(statements);
  }

  private static void addTogether(String name, List<String> together, List<String> statements) {
    if (!together.isEmpty()) {
      statements.add("ALTER TABLE " + name + " " + String.join(", ", together));
      together.clear();
    }
  }

  private static String constraints(String name, List<String> foreignKeys) {
    return foreignKeys.isEmpty()
        ? ""
        : "ALTER TABLE "
            + name
            + " "
            + String.join(", ", foreignKeys.stream().map(key -> "ADD " + key).toList());
  }
}
