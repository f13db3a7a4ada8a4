package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The prepared sessions of the core's workers: as many as borrow at the same time. Thread-safe. */
final class SessionPool implements AutoCloseable {

  /** Opens a session and brings it into the state that every borrower expects. */
  interface Opener {
    SqlSession open() throws DialectException;
  }

  private final Opener opener;
  private final Deque<SqlSession> idle = new ArrayDeque<>();
  private final Set<SqlSession> all = new HashSet<>();
  private boolean closed;

  SessionPool(Opener opener) {
    this.opener = opener;
  }

  /**
   * Closed by its borrower: a session in which anything failed does not come back. Until then, what
   * it does ends when the operation is cancelled.
   */
  Loan borrow(OperationContext context) throws DialectException {
    synchronized (this) {
      SqlSession session = idle.pollFirst();
      if (session != null) {
        return new Loan(session, context);
      }
    }
    SqlSession session = opener.open();
    synchronized (this) {
      if (!closed) {
        all.add(session);
        return new Loan(session, context);
      }
    }
    session.close();
    throw new IllegalStateException("The sessions are closed.");
  }

  @Override
  public void close() {
    Set<SqlSession> rest;
    synchronized (this) {
      closed = true;
      rest = Set.copyOf(all);
      all.clear();
      idle.clear();
    }
    rest.forEach(SqlSession::close);
  }

  /** A session that is lent to one thread. */
  final class Loan implements AutoCloseable {

    private final SqlSession session;
    private final CancellationToken.Registration listening;
    private boolean good;

    private Loan(SqlSession session, OperationContext context) {
      this.session = session;
      this.listening = session.listen(context);
    }

    SqlSession session() {
      return session;
    }

    /** Says that the session is again as its opener left it. */
    void good() {
      good = true;
    }

    @Override
    public void close() {
      listening.close();
      synchronized (SessionPool.this) {
        if (good && !closed) {
          idle.addFirst(session);
          return;
        }
        all.remove(session);
      }
      session.close();
    }
  }
}
