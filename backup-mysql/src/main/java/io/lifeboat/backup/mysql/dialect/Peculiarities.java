package io.lifeboat.backup.mysql.dialect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects which objects of a schema have what the other vendor has not, so that a restore there
 * can say so before it touches anything.
 */
final class Peculiarities {

  /** The dump's facts of this kind begin with it. */
  private static final String FACT = "peculiar.";

  private static final int NAMES = 20;
  private static final Pattern QUOTED =
      Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*+'|(`(?:[^`]|``)*+`)", Pattern.DOTALL);
  private static final Pattern OBJECT =
      Pattern.compile("\\b(?:TABLE|VIEW|SEQUENCE|PACKAGE(?: BODY)?) [`\"]((?:[^`\"]|``)+)[`\"]");

  private final List<Peculiarity> known;
  private final Map<Peculiarity, List<String>> found = new EnumMap<>(Peculiarity.class);

  /** For schemas of one dialect. */
  Peculiarities(String dialect) {
    this.known = List.of(Peculiarity.values()).stream().filter(one -> one.isOf(dialect)).toList();
  }

  /** Looks at a statement that makes something; at others it does not. */
  void look(StatementReader.Piece piece) {
    String code = piece.code();
    boolean makes = code.startsWith("CREATE ") || code.startsWith("/*!50001 CREATE");
    Matcher object = OBJECT.matcher(code);
    if (!makes || !object.find()) {
      return;
    }
    String plain = QUOTED.matcher(code).replaceAll(match -> match.group(1) == null ? "''" : "``");
    for (Peculiarity one : known) {
      if (one.isIn(plain)) {
        found
            .computeIfAbsent(one, key -> new ArrayList<>())
            .add(object.group(1).replace("``", "`"));
      }
    }
  }

  /** What a dump says of it. */
  Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    found.forEach(
        (one, names) -> {
          int more = names.size() - NAMES;
          facts.put(
              FACT + one.name().toLowerCase(Locale.ROOT),
              String.join(", ", names.subList(0, Math.min(NAMES, names.size())))
                  + (more > 0 ? " and " + more + " more" : ""));
        });
    return facts;
  }

  /** Reads what a dump says: the names of objects for each. */
  static Map<Peculiarity, String> of(Map<String, String> facts) {
    Map<Peculiarity, String> read = new EnumMap<>(Peculiarity.class);
    for (Peculiarity one : Peculiarity.values()) {
      Optional.ofNullable(facts.get(FACT + one.name().toLowerCase(Locale.ROOT)))
          .ifPresent(names -> read.put(one, names));
    }
    return read;
  }
}
