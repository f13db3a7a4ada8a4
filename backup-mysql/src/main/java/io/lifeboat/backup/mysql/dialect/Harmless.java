package io.lifeboat.backup.mysql.dialect;

import java.util.List;
import java.util.regex.Pattern;

/** What clients say although nothing is wrong, by exact match. Anything else is a failure. */
final class Harmless {

  private static final List<Pattern> LINES =
      List.of(
          // MariaDB's client 11.4 and later, for a user without a password.
          Pattern.compile(
              "WARNING: option --ssl-verify-server-cert is disabled, because of an insecure passwordless login\\."));

  private Harmless() {}

  static List<String> without(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank())
        .filter(line -> LINES.stream().noneMatch(known -> known.matcher(line.strip()).matches()))
        .toList();
  }
}
