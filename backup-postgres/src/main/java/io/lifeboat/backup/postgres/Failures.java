package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.sql.SQLException;
import java.util.Locale;

/** Says what a server's error means to an operator. */
final class Failures {

  private static final String CANCELLED = "57014";

  /** Of serialization elsewhere, which no statement of a dump or restore asks for. */
  private static final String RECOVERY_CONFLICT = "40001";

  private Failures() {}

  static Finding finding(DialectException e) {
    String code = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Finding.error("database." + code, String.valueOf(e.getMessage()), "");
  }

  /** A failure after the operator asked to stop is the cancellation itself. */
  static DialectException of(SQLException e, String doing, OperationContext context) {
    if (context.cancellation().isCancelled()) {
      return cancelled(context, e);
    }
    return of(e, doing);
  }

  static DialectException cancelled(OperationContext context, Throwable cause) {
    return new DialectException(
        Reason.CANCELLED,
        "Cancelled: " + context.cancellation().reason().orElse("on request") + ".",
        false,
        cause);
  }

  static DialectException of(SQLException e, String doing) {
    String state = String.valueOf(e.getSQLState());
    Reason reason = reason(state);
    boolean passes = reason == Reason.CONNECTION || state.equals(RECOVERY_CONFLICT);
    String message = "%s failed: %s%s".formatted(doing, said(e), advice(state));
    return new DialectException(reason, message, passes, e);
  }

  /** The driver's message has lines for detail and hint; an operator reads one. */
  private static String said(SQLException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\n\\s*", " | ");
  }

  private static Reason reason(String state) {
    if (state.equals("42501")) {
      return Reason.PRIVILEGE;
    }
    if (state.equals(CANCELLED) || state.equals("55P03")) {
      return Reason.TIMEOUT;
    }
    if (state.equals("3D000") || state.equals("22023")) {
      return Reason.CONFIGURATION;
    }
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "57" -> Reason.CONNECTION;
      case "28" -> Reason.AUTHENTICATION;
      default -> Reason.SERVER;
    };
  }

  private static String advice(String state) {
    return switch (state) {
      case "28P01", "28000" -> " Check user, password and the server's pg_hba.conf.";
      case "3D000" -> " Check the name of the database, or create it.";
      case "53300" -> " Raise max_connections, or use fewer workers.";
      case "53200" -> " Raise max_locks_per_transaction, if the message speaks of shared memory.";
      case "08001" -> " Check that the server runs, and host and port.";
      case RECOVERY_CONFLICT ->
          " On a standby, set max_standby_streaming_delay = -1 for the time of a dump.";
      case "55P03" -> " Another session holds a lock; see pg_stat_activity and pg_locks.";
      default -> "";
    };
  }
}
