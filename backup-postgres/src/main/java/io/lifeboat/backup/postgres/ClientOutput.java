package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientExit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the clients said. Anything that is not known word for word, together with the versions
 * it belongs to, is a failure, whatever the exit status is.
 */
final class ClientOutput {

  private static final String SUBSCRIPTIONS =
      "pg_dump: warning: subscriptions not dumped because current user is not a superuser";

  private static final Pattern ERROR =
      Pattern.compile("pg_restore: error: could not execute query: ERROR: +(.*)");
  private static final Pattern IGNORED =
      Pattern.compile("pg_restore: warning: errors ignored on restore: (\\d+)");
  private static final Pattern ENTRY = Pattern.compile("pg_restore: from TOC entry \\d+; .*");
  private static final Pattern PLACE =
      Pattern.compile("pg_restore: while (INITIALIZING|PROCESSING TOC|FINALIZING):");
  private static final Pattern ABSENT_ROLE = Pattern.compile("role \"(.*)\" does not exist");
  private static final String COMMAND = "Command was: ";
  private static final String OWNER = "ALTER ";

  /** From where a command says how another server is reached, to the client's next words. */
  private static final Pattern SECRETS =
      Pattern.compile(
          "((?:CREATE|ALTER) (?:SUBSCRIPTION|USER MAPPING|SERVER|FOREIGN DATA WRAPPER)\\b.*?\\b(?:CONNECTION|OPTIONS))\\b.*?(?= \\| pg_restore: |$)",
          Pattern.DOTALL);

  private final int clientMajor;
  private final int serverMajor;
  private final Set<String> absentRoles;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private int harmless;
  private int ignored;

  private ClientOutput(int clientMajor, int serverMajor, Set<String> absentRoles) {
    this.clientMajor = clientMajor;
    this.serverMajor = serverMajor;
    this.absentRoles = absentRoles;
  }

  /** What a pg_dump that ended well has to report; throws if it said anything unknown. */
  static List<Finding> ofDump(ClientExit exit) throws DialectException {
    List<Finding> findings = new ArrayList<>();
    for (String line : exit.lastWords()) {
      if (!line.strip().equals(SUBSCRIPTIONS)) {
        throw unknown(exit, exit.lastWords());
      }
      findings.add(
          Finding.warning(
              "dump.subscriptions",
              "Subscriptions are not in the dump, since only a superuser may read them.",
              "Dump as a superuser, or create them again after a restore."));
    }
    if (exit.droppedLines() > 0) {
      throw unknown(exit, exit.lastWords());
    }
    return findings;
  }

  /**
   * What a pg_restore has to report; throws if anything failed that is not known to be harmless.
   *
   * @param jobs of the client: with several, it leaves some failed commands out of its count
   * @param absentRoles roles of the dump that the server lacks and that the caller skips
   */
  static List<Finding> ofRestore(
      ClientExit exit, int jobs, Version client, Version server, Set<String> absentRoles)
      throws DialectException {
    ClientOutput output =
        new ClientOutput(client.major(), server.major(), new HashSet<>(absentRoles));
    output.read(exit.lastWords());
    boolean countFits =
        output.ignored == output.harmless || (jobs > 1 && output.ignored < output.harmless);
    boolean statusFits = exit.status() == (output.ignored > 0 ? 1 : 0);
    if (!output.unknown.isEmpty() || exit.droppedLines() > 0 || !countFits || !statusFits) {
      throw unknown(exit, output.unknown.isEmpty() ? exit.lastWords() : output.unknown);
    }
    return output.findings;
  }

  private static DialectException unknown(ClientExit exit, List<String> lines) {
    return new DialectException(
        Reason.CLIENT_FAILED,
        "The client ended with exit status %d and said: %s"
            .formatted(
                exit.status(),
                withoutSecrets(String.join(" | ", lines.subList(0, Math.min(40, lines.size()))))));
  }

  /** A command that failed may hold passwords for other servers. */
  static String withoutSecrets(String text) {
    return SECRETS.matcher(text).replaceAll("$1 ...");
  }

  private void read(List<String> lines) {
    int at = 0;
    while (at < lines.size()) {
      Matcher error = ERROR.matcher(lines.get(at));
      if (error.matches()) {
        int end = at + 1;
        while (end < lines.size() && !lines.get(end).startsWith("pg_restore: ")) {
          end++;
        }
        error(error.group(1), lines.subList(at, end));
        at = end;
      } else {
        line(lines.get(at));
        at++;
      }
    }
  }

  private void line(String line) {
    Matcher count = IGNORED.matcher(line);
    if (count.matches()) {
      ignored += Integer.parseInt(count.group(1));
    } else if (!ENTRY.matcher(line).matches() && !PLACE.matcher(line).matches()) {
      unknown.add(line);
    }
  }

  /** One failed command: the server's words, then what it was. */
  private void error(String said, List<String> lines) {
    String command =
        lines.size() > 1 && lines.get(1).startsWith(COMMAND)
            ? String.join("\n", lines.subList(1, lines.size())).substring(COMMAND.length()).strip()
            : "";
    if (isNewSetting(said, command)) {
      harmless++;
      return;
    }
    Matcher role = ABSENT_ROLE.matcher(said);
    if (role.matches()
        && absentRoles.contains(role.group(1))
        && namesRole(command, role.group(1))) {
      harmless++;
      findings.add(absentRole(role.group(1), command));
      return;
    }
    unknown.addAll(lines);
  }

  /** Without a policy its table shows nothing: to leave one out gives nobody more. */
  private static boolean namesRole(String command, String role) {
    return command.startsWith("CREATE POLICY ")
        || (command.startsWith(OWNER) && command.endsWith(" OWNER TO " + serverName(role) + ";"));
  }

  static Finding absentRole(String role, String command) {
    return Finding.warning(
        "restore.absent-role",
        "Left out, since the role %s does not exist: %s".formatted(role, command),
        "Create the role and run it.");
  }

  /** Clients from 17 on set what servers before 17 do not have. */
  private boolean isNewSetting(String said, String command) {
    return clientMajor >= 17
        && serverMajor < 17
        && said.equals("unrecognized configuration parameter \"transaction_timeout\"")
        && command.equals("SET transaction_timeout = 0;");
  }

  /** As the client writes a role's name: quoted only where needed. */
  private static String serverName(String role) {
    return role.matches("[a-z_][a-z0-9_]*") ? role : Sql.name(role);
  }
}
