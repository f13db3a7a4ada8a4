package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Loads rows by COPY, and compares what the server counted with what was sent. */
final class RowLoader {

  private static final int BLOCK = 128 << 10;

  private final SqlSession session;
  private final OperationContext context;

  RowLoader(SqlSession session, OperationContext context) {
    this.session = session;
    this.context = context;
  }

  /** Sends a stream to a {@code COPY … FROM STDIN}. Whoever owns the session ends it. */
  Tally load(String statement, String table, InputStream in) throws DialectException, IOException {
    CopyIn copy = null;
    try {
      copy = session.copy().copyIn(statement);
      long sent = transfer(copy, table, in);
      long loaded = copy.endCopy();
      if (loaded != sent) {
        throw new DialectException(
            Reason.DATA, "%d rows of %s were sent, %d loaded.".formatted(sent, table, loaded));
      }
      return Tally.ofRows(loaded);
    } catch (SQLException e) {
      throw Failures.of(e, "Loading the rows of " + table, context);
    } finally {
      if (copy != null && copy.isActive()) {
        abandon(copy);
      }
    }
  }

  private long transfer(CopyIn copy, String table, InputStream in)
      throws SQLException, DialectException, IOException {
    byte[] block = new byte[BLOCK];
    long rows = 0;
    byte last = '\n';
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      if (context.cancellation().isCancelled()) {
        throw Failures.cancelled(context, new SQLException("cancelled"));
      }
      for (int i = 0; i < read; i++) {
        if (block[i] == '\n') {
          rows++;
        }
      }
      if (read > 0) {
        last = block[read - 1];
        copy.writeToCopy(block, 0, read);
      }
    }
    if (last != '\n') {
      throw new DialectException(
          Reason.DATA, "The rows of " + table + " end in the middle of one: they are not whole.");
    }
    return rows;
  }

  private static void abandon(CopyIn copy) {
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      // The session is closed by its owner; what led here is thrown.
    }
  }
}
