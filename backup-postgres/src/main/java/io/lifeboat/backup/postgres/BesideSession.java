package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** One restore into a scratch database, which gets its name when it is complete. */
final class BesideSession implements RestoreSession {

  /** What becomes of the scratch database. */
  interface Ending {

    /**
     * Makes it what it is to be. Nobody of this restore is in it any more.
     *
     * @param settings of the database itself, as the archive has them
     */
    Completion complete(Set<DatabaseSettings.Line> settings, OperationContext context)
        throws DialectException;
  }

  private final PostgresRestoreSession loading;
  private final SqlSession maintenance;
  private final SideDatabases databases;
  private final String scratch;
  private final Ending ending;
  private Set<DatabaseSettings.Line> settings = Set.of();
  private boolean completed;
  private boolean closed;

  BesideSession(
      PostgresRestoreSession loading,
      SqlSession maintenance,
      SideDatabases databases,
      String scratch,
      Ending ending) {
    this.loading = loading;
    this.maintenance = maintenance;
    this.databases = databases;
    this.scratch = scratch;
    this.ending = ending;
  }

  /**
   * The database's own settings come last of all: they are about every session that comes after.
   */
  @Override
  public PartResult apply(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    if (part.id().equals(Parts.DATABASE)) {
      settings = DatabaseSettings.parse(in);
      return PartResult.nothing();
    }
    return loading.apply(part, in, context);
  }

  @Override
  public Proof prove(Prove what, OperationContext context) throws DialectException {
    return loading.prove(what, context);
  }

  @Override
  public Completion complete(OperationContext context) throws DialectException {
    loading.complete(context);
    loading.close();
    Completion completion = ending.complete(settings, context);
    completed = true;
    return completion;
  }

  @Override
  public void close() throws DialectException {
    if (closed) {
      return;
    }
    closed = true;
    loading.close();
    try (maintenance) {
      if (!completed) {
        databases.drop(scratch);
      }
    }
  }
}
