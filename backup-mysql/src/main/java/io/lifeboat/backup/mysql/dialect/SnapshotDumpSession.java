package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A snapshot, with the schema's text as it was then. */
final class SnapshotDumpSession implements DumpSession {

  private static final int BUFFER = 1 << 14;

  private final DumpDescription description;
  private final SchemaText text;
  private final Snapshot snapshot;
  private final Map<DumpPart, RowPart> rows;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final AtomicLong lockedParts;
  private volatile boolean failed;
  private boolean closed;

  SnapshotDumpSession(
      DumpDescription description,
      SchemaText text,
      Snapshot snapshot,
      Map<DumpPart, RowPart> rows) {
    this.description = description;
    this.text = text;
    this.snapshot = snapshot;
    this.rows = rows;
    this.lockedParts =
        new AtomicLong(rows.values().stream().filter(part -> !part.table.transactional()).count());
  }

  /**
   * Rows of a part.
   *
   * @param table they belong to
   * @param condition which of them; empty means all
   */
  record RowPart(Table table, String condition) {}

  @Override
  public DumpDescription description() {
    return description;
  }

  @Override
  public PartResult write(DumpPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException {
    if (!description.parts().contains(part) || !begun.add(part.id())) {
      throw new IllegalArgumentException(
          "There is no part " + part + ", or it was written before.");
    }
    boolean done = false;
    try {
      PartResult result =
          part.stage() == Stage.DATA
              ? writeRows(Objects.requireNonNull(rows.get(part)), out, context)
              : writeText(part, out, context);
      done = true;
      return result;
    } catch (CancellationException e) {
      throw new DialectException(
          Reason.CANCELLED, "The dump was ended: " + e.getMessage(), false, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DialectException(Reason.CANCELLED, "The dump was ended: interrupted.", false, e);
    } finally {
      failed |= !done;
    }
  }

  private PartResult writeText(DumpPart part, OutputStream out, OperationContext context)
      throws IOException {
    try (InputStream in = text.open(part.id())) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        context.cancellation().throwIfCancelled();
        out.write(buffer, 0, read);
      }
      context.cancellation().throwIfCancelled();
    }
    return PartResult.nothing();
  }

  @SuppressWarnings("try") // the registration is closed at the end, not used before
  private PartResult writeRows(RowPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException, InterruptedException {
    Table table = part.table;
    Link link = snapshot.take();
    boolean done = false;
    try (CancellationToken.Registration listening = link.listen(context)) {
      Tally tally = read(link, table, part.condition, out, context);
      if (!table.transactional() && lockedParts.decrementAndGet() == 0) {
        snapshot.unlockTables();
      }
      done = true;
      return PartResult.of(table.name(), tally);
    } catch (SQLException e) {
      throw link.failure("Reading the table '" + table.name() + "'", e, context);
    } finally {
      if (!done) {
        link.abort(); // what is left of a result is not read to its end
      }
      snapshot.giveBack(link);
    }
  }

  /** Reads rows and hashes them; nothing else tells how a row's text is written. */
  static Tally read(
      Link link, Table table, String condition, OutputStream out, OperationContext context)
      throws SQLException, IOException {
    try (Statement statement = link.statement()) {
      link.driver().stream(statement);
      try (ResultSet result = statement.executeQuery(table.select(condition))) {
        return new RowText(Math.max(1, table.columns().size()), out, context).write(result);
      }
    }
  }

  @Override
  public void close() throws DialectException {
    if (closed) {
      return;
    }
    closed = true;
    boolean lost = !failed && !snapshot.isHeld();
    snapshot.close();
    if (lost) {
      throw new DialectException(
          Reason.CONNECTION,
          "A connection that held the snapshot was lost, so that the dump may be of several instants. Repeat it.",
          true,
          null);
    }
  }
}
