package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Grants and revokes one by one where roles are absent and skipped. The client runs all of an
 * object's in one go, so that one role that is absent would cost the others their privileges.
 */
final class Privileges {

  private static final Pattern ABSENT_ROLE = Pattern.compile("ERROR: role \"(.*)\" does not exist");

  private static final List<String> KNOWN =
      List.of(
          "GRANT ",
          "REVOKE ",
          "ALTER DEFAULT PRIVILEGES ",
          "SET SESSION AUTHORIZATION ",
          "RESET SESSION AUTHORIZATION");

  private Privileges() {}

  /** Runs the statements of a script that the client wrote; reports what names absent roles. */
  static void run(
      String script, SqlSession session, Set<String> absentRoles, OperationContext context)
      throws DialectException {
    for (String statement : statements(script)) {
      try {
        session.runRaw(statement);
      } catch (SQLException e) {
        Matcher role = ABSENT_ROLE.matcher(String.valueOf(e.getMessage()).strip());
        if (!role.lookingAt() || !absentRoles.contains(role.group(1))) {
          throw Failures.of(e, "Restoring privileges by " + statement, context);
        }
        context.report(ClientOutput.absentRole(role.group(1), statement + ";"));
      }
    }
  }

  /**
   * Only what deals with privileges: a script's settings and the terminal's commands are not run.
   */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    char quote = 0;
    for (int at = 0; at < script.length(); at++) {
      char c = script.charAt(at);
      boolean lineBegins = quote == 0 && (at == 0 || script.charAt(at - 1) == '\n');
      if (lineBegins && (script.startsWith("--", at) || c == '\\')) {
        int end = script.indexOf('\n', at);
        at = end < 0 ? script.length() : end;
      } else if (quote == 0 && c == ';') {
        add(statement.toString().strip(), statements);
        statement.setLength(0);
      } else {
        if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        }
        statement.append(c);
      }
    }
    return statements;
  }

  private static void add(String statement, List<String> statements) {
    if (KNOWN.stream().anyMatch(statement::startsWith)) {
      statements.add(statement);
    }
  }
}
