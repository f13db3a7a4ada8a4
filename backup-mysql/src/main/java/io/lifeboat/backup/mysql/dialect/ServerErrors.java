package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the error number out of a client's last words, and says what it means to an operator. */
final class ServerErrors {

  /**
   * {@code ERROR 1045 (28000): …} of mysql, {@code Got error: 1045: …} and {@code Error 2013: …} of
   * mysqldump.
   */
  private static final Pattern NUMBER =
      Pattern.compile("\\b(?:ERROR|error:|Error|error) (\\d{4,5})\\b");

  /** {@code Couldn't execute '…': … (1205)} of mysqldump. */
  private static final Pattern LOCK_WAIT_TIMEOUT = Pattern.compile("\\(1205\\)");

  private static final Map<Integer, Meaning> MEANINGS =
      Map.ofEntries(
          meaning(1045, Reason.AUTHENTICATION, "Check user and password."),
          meaning(1698, Reason.AUTHENTICATION, "Check user and password."),
          meaning(
              2059,
              Reason.AUTHENTICATION,
              "The client lacks a plugin for the way this user logs in."),
          meaning(1044, Reason.PRIVILEGE, "The user may not use this database."),
          meaning(1142, Reason.PRIVILEGE, ""),
          meaning(1143, Reason.PRIVILEGE, ""),
          meaning(1227, Reason.PRIVILEGE, ""),
          meaning(1370, Reason.PRIVILEGE, ""),
          meaning(
              1419,
              Reason.PRIVILEGE,
              "Set log_bin_trust_function_creators=1 on the server, or restore as a user with SUPER."),
          meaning(1049, Reason.CONFIGURATION, "Check the name of the database, or create it."),
          meaning(1040, Reason.CONNECTION, ""),
          meaning(1053, Reason.CONNECTION, ""),
          meaning(1130, Reason.CONNECTION, "The server does not let this machine in."),
          meaning(1153, Reason.SERVER, "Raise max_allowed_packet on the server."),
          meaning(
              2002, Reason.CONNECTION, "Check that the server runs, and host and port or socket."),
          meaning(2003, Reason.CONNECTION, "Check that the server runs, and host and port."),
          meaning(2005, Reason.CONNECTION, "Check the host's name."),
          meaning(
              2006,
              Reason.CONNECTION,
              "The server went away; if it still runs, raise its max_allowed_packet."),
          meaning(2013, Reason.CONNECTION, "The connection to the server was lost."),
          meaning(2026, Reason.CONNECTION, "Check the TLS mode and the certificate authority."));

  private ServerErrors() {}

  static Optional<Integer> number(String lastWords) {
    Matcher matcher = NUMBER.matcher(lastWords);
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** Only what a client that failed said is read: a cancelled or missing one stays what it is. */
  static DialectException explain(DialectException failure) {
    if (failure.reason() != Reason.CLIENT_FAILED) {
      return failure;
    }
    String said = String.valueOf(failure.getMessage());
    return number(said)
        .map(number -> MEANINGS.getOrDefault(number, new Meaning(Reason.SERVER, "")))
        .map(
            meaning ->
                new DialectException(
                    meaning.reason,
                    meaning.advice.isEmpty() ? said : meaning.advice + " " + said,
                    meaning.reason == Reason.CONNECTION,
                    failure))
        .orElse(failure);
  }

  /** Whether a dump program gave up since somebody else held a lock. */
  static boolean isOfLocks(DialectException failure) {
    return failure.reason() == Reason.CLIENT_FAILED
        && LOCK_WAIT_TIMEOUT.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** Says what a driver said. */
  static DialectException explain(String what, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    Meaning known =
        state.startsWith("08")
            ? new Meaning(Reason.CONNECTION, "")
            : state.startsWith("28")
                ? new Meaning(Reason.AUTHENTICATION, "Check user and password.")
                : new Meaning(Reason.SERVER, "");
    Meaning meaning = MEANINGS.getOrDefault(e.getErrorCode(), known);
    return new DialectException(
        meaning.reason,
        "%s failed with error %d: %s%s"
            .formatted(
                what,
                e.getErrorCode(),
                e.getMessage(),
                meaning.advice.isEmpty() ? "" : " " + meaning.advice),
        meaning.reason == Reason.CONNECTION,
        e);
  }

  private static Map.Entry<Integer, Meaning> meaning(int number, Reason reason, String advice) {
    return Map.entry(number, new Meaning(reason, advice));
  }

  private record Meaning(Reason reason, String advice) {}
}
