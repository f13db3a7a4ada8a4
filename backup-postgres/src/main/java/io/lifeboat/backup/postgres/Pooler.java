package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a pooler between here and the server by the server's sessions: one that serves two
 * connections which are open at the same time is shared from transaction to transaction, one that
 * is older than its connection was another's before. Sets nothing in them: what is set in a shared
 * session is set for the application as well.
 */
final class Pooler {

  private static final int ROUNDS = 4;
  private static final int AGAIN = 2;

  /** A session of the server; its process id may be another's later. */
  private static final String SESSION =
      """
      SELECT a.pid || ' ' || a.backend_start FROM pg_catalog.pg_stat_activity a
      WHERE a.pid = pg_catalog.pg_backend_pid()""";

  private final Login login;
  private final OperationContext context;
  private final Set<String> seen = new HashSet<>();

  private Pooler(Login login, OperationContext context) {
    this.login = login;
    this.context = context;
  }

  /** Says whether a dump through what is there would be whole. */
  static Optional<Finding> beforeDump(Login login, OperationContext context)
      throws DialectException {
    Pooler pooler = new Pooler(login, context);
    if (pooler.sharesSessions()) {
      return Optional.of(inTransactionMode());
    }
    return pooler.lendsSessions()
        ? Optional.of(
            Finding.warning(
                "server.pooler",
                "A pooler in session mode stands before the server: if it lends fewer sessions at a time than the dump needs, the dump waits for one until it fails.",
                "Name the server itself, or let the pool have four sessions more than there are workers."))
        : Optional.empty();
  }

  private static Finding inTransactionMode() {
    return Finding.error(
        "server.pooler",
        "A pooler in transaction mode stands before the server: settings and the snapshot would be of other sessions.",
        "Name the server itself, or a pool in session mode.");
  }

  /** For who opens a dump without a check. */
  static void refuseInTransactionMode(Login login, OperationContext context)
      throws DialectException {
    if (new Pooler(login, context).sharesSessions()) {
      throw new DialectException(Reason.CONFIGURATION, inTransactionMode().toString());
    }
  }

  /** A restore sets options when its clients connect, and ends or renames what others use. */
  static Optional<Finding> beforeRestore(Login login, OperationContext context)
      throws DialectException {
    Pooler pooler = new Pooler(login, context);
    return pooler.sharesSessions() || pooler.lendsSessions()
        ? Optional.of(
            Finding.error(
                "server.pooler",
                "A pooler stands before the server: it keeps sessions in the database, and does not pass on what a restore sets.",
                "Name the server itself, not the pooler."))
        : Optional.empty();
  }

  /** By turns, each in a transaction of its own: an idle pool lends both the same session. */
  private boolean sharesSessions() throws DialectException {
    Set<String> ofOne = new HashSet<>();
    Set<String> ofOther = new HashSet<>();
    try (SqlSession one = SqlSession.openUnprepared(login, context);
        SqlSession other = SqlSession.openUnprepared(login, context)) {
      for (int i = 0; i < ROUNDS; i++) {
        ofOne.add(one.value(SESSION));
        ofOther.add(other.value(SESSION));
      }
    }
    seen.addAll(ofOne);
    seen.addAll(ofOther);
    return ofOne.size() > 1 || ofOther.size() > 1 || ofOne.equals(ofOther);
  }

  /** A pooler lends a session again once its connection is closed; a server ends it. */
  private boolean lendsSessions() throws DialectException {
    for (int i = 0; i < AGAIN; i++) {
      try (SqlSession session = SqlSession.openUnprepared(login, context)) {
        if (!seen.add(session.value(SESSION))) {
          return true;
        }
      }
    }
    return false;
  }
}
