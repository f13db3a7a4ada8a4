package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.client.ClientRun;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;

/** One dump: the snapshot, the sessions that imported it, and the client that did. */
final class PostgresDumpSession implements DumpSession {

  /**
   * Set in each session: going back to it gives the locks of a part back and keeps the snapshot.
   */
  static final String SAVEPOINT = "part";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final DumpDescription description;
  private final Parts parts;
  private final List<Catalog.Locked> sequences;
  private final Snapshot snapshot;
  private final SessionPool sessions;
  private final SchemaDump dump;
  private final ClientRun schema;

  PostgresDumpSession(
      DumpDescription description,
      Parts parts,
      List<Catalog.Locked> sequences,
      Snapshot snapshot,
      SessionPool sessions,
      SchemaDump dump,
      ClientRun schema) {
    this.description = description;
    this.parts = parts;
    this.sequences = sequences;
    this.snapshot = snapshot;
    this.sessions = sessions;
    this.dump = dump;
    this.schema = schema;
  }

  @Override
  public DumpDescription description() {
    return description;
  }

  @Override
  public PartResult write(DumpPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException {
    if (part.stage() == Stage.DATA && !part.id().equals(Parts.LARGE_OBJECTS)) {
      Tally tally = rows(part, out, context);
      return PartResult.of(Parts.group(parts.table(part)), tally);
    }
    switch (part.id()) {
      case Parts.SCHEMA -> dump.copy(schema, out, context);
      case Parts.LARGE_OBJECTS -> {
        try (ClientRun run = dump.largeObjects(context)) {
          dump.copy(run, out, context);
        }
      }
      case Parts.SEQUENCES -> sequences(out, context);
      case Parts.DATABASE -> database(out, context);
      default -> {
        // Parts that finish are applied from the schema; nothing of their own is written.
      }
    }
    return PartResult.nothing();
  }

  private Tally rows(DumpPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException {
    SourceTable table = parts.table(part);
    String statement = parts.statement(part);
    try (SessionPool.Loan loan = sessions.borrow(context)) {
      SqlSession session = loan.session();
      Tally tally =
          lock(session, table, context)
              ? new RowReader(session, context).read(statement, table.label(), out)
              : byHolder(statement, table, out, context);
      session.run("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
      loan.good();
      return tally;
    }
  }

  /**
   * Whether the table can be read at once. One that somebody waits to change can't: a new reader
   * queues behind the change, which waits for the holder of the snapshot.
   */
  private static boolean lock(SqlSession session, SourceTable table, OperationContext context)
      throws DialectException {
    try {
      session.runRaw("LOCK TABLE ONLY " + table.quoted() + " IN ACCESS SHARE MODE NOWAIT");
      return true;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw Failures.of(e, "Locking " + table.label(), context);
    }
  }

  /** The holder of the snapshot has the lock already, and waits for nobody. */
  private Tally byHolder(
      String statement, SourceTable table, OutputStream out, OperationContext context)
      throws DialectException, IOException {
    synchronized (snapshot) {
      return new RowReader(snapshot.session(), context).read(statement, table.label(), out);
    }
  }

  private void sequences(OutputStream out, OperationContext context)
      throws DialectException, IOException {
    try (SessionPool.Loan loan = sessions.borrow(context)) {
      SequenceValues.write(loan.session(), sequences, out, context);
      loan.session().run("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
      loan.good();
    }
  }

  private void database(OutputStream out, OperationContext context)
      throws DialectException, IOException {
    try (SessionPool.Loan loan = sessions.borrow(context)) {
      new DatabaseSettings(loan.session(), context).write(out);
      loan.good();
    }
  }

  @Override
  public void close() throws DialectException {
    schema.close();
    sessions.close();
    snapshot.close();
  }
}
