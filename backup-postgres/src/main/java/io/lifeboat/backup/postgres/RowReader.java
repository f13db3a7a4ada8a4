package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RowHash;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import org.postgresql.copy.CopyOut;

/** Reads rows by COPY, hashing and counting each on its way. */
final class RowReader {

  private static final int BLOCK = 128 << 10;

  private final SqlSession session;
  private final OperationContext context;

  RowReader(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /** Copies what a {@code COPY … TO STDOUT} gives. The stream is neither flushed nor closed. */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  Tally read(String statement, String table, OutputStream out)
      throws DialectException, IOException {
    CopyOut copy = null;
    try (CancellationToken.Registration listening = session.listen(context)) {
      copy = session.copy().copyOut(statement);
      Tally tally = transfer(copy, table, out);
      if (context.cancellation().isCancelled()) {
        throw Failures.cancelled(context, new SQLException("cancelled"));
      }
      return tally;
    } catch (SQLException e) {
      throw Failures.of(e, "Reading the rows of " + table, context);
    } finally {
      if (copy != null && copy.isActive()) {
        abandon(copy);
      }
    }
  }

  private Tally transfer(CopyOut copy, String table, OutputStream out)
      throws SQLException, DialectException, IOException {
    byte[] block = new byte[BLOCK];
    int used = 0;
    long rows = 0;
    long hash = 0;
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      int length = row.length - 1;
      if (length < 0 || row[length] != '\n') {
        throw new DialectException(
            Reason.DATA, "The server sent something else than whole rows of " + table + ".");
      }
      hash += RowHash.of(row, 0, length);
      rows++;
      if (row.length > BLOCK - used) {
        write(block, used, out);
        used = 0;
      }
      if (row.length > BLOCK) {
        write(row, row.length, out);
      } else {
        System.arraycopy(row, 0, block, used, row.length);
        used += row.length;
      }
    }
    write(block, used, out);
    long counted = copy.getHandledRowCount();
    if (counted != rows) {
      throw new DialectException(
          Reason.DATA,
          "The server counted %d rows of %s and sent %d.".formatted(counted, table, rows));
    }
    return Tally.of(rows, hash);
  }

  private void write(byte[] bytes, int length, OutputStream out)
      throws DialectException, IOException {
    if (context.cancellation().isCancelled()) {
      throw Failures.cancelled(context, new SQLException("cancelled"));
    }
    if (length > 0) {
      out.write(bytes, 0, length);
    }
  }

  /**
   * Whatever led here is thrown; that the rest could not be stopped is of no interest beside it.
   */
  private static void abandon(CopyOut copy) {
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      // The session is closed by its owner.
    }
  }
}
