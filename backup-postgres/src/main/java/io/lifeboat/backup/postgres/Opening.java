package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.client.NativeClient;
import java.util.UUID;

/** Begins a restore in one of its modes, once everything is checked. Used once. */
final class Opening {

  /** As much as fits into the name of a database beside the target's. */
  private static final int TOKEN_LENGTH = 8;

  private final Login target;
  private final SideNames names;
  private final NativeClient client;
  private final DumpDescription dump;
  private final RestoreOptions options;
  private final PostgresOptions settings;
  private final OperationContext context;

  Opening(
      DatabaseEndpoint target,
      NativeClient client,
      DumpDescription dump,
      RestoreOptions options,
      PostgresOptions settings,
      OperationContext context) {
    this.names = new SideNames(target.database());
    this.target = new Login(target).as(names.application());
    this.client = client;
    this.dump = dump;
    this.options = options;
    this.settings = settings;
    this.context = context;
  }

  RestoreSession inPlace() throws DialectException {
    SqlSession session = SqlSession.open(target, context);
    try {
      // A client that outlived its process would go on making what is dropped here.
      new Sessions(session).endLeftovers(names.application(), context);
      return load(target, session);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private PostgresRestoreSession load(Login into, SqlSession session) throws DialectException {
    RowFormat.pin(session, settings);
    return new PostgresRestoreSession(into, client, session, dump, options, settings, context);
  }

  RestoreSession swap(Journal journal) throws DialectException {
    SqlSession maintenance = Maintenance.open(target, context);
    try {
      SideDatabases databases = databases(maintenance);
      databases.sweep();
      String token = UUID.randomUUID().toString().substring(0, TOKEN_LENGTH);
      String live = databases.requireOid(names.target());
      SwapJournal steps = new SwapJournal(journal, context);
      steps.create(token, live);
      return beside(
          maintenance,
          databases,
          names.scratch(token),
          true,
          new SwapEnding(
              maintenance, target, steps, token, live, settings.privileges(), options.swapWait()));
    } catch (DialectException | RuntimeException e) {
      maintenance.close();
      throw e;
    }
  }

  RestoreSession into(String name) throws DialectException {
    SqlSession maintenance = Maintenance.open(target, context);
    try {
      SideDatabases databases = databases(maintenance);
      databases.sweep();
      String token = UUID.randomUUID().toString().substring(0, TOKEN_LENGTH);
      String scratch = names.scratch(token);
      return beside(
          maintenance,
          databases,
          scratch,
          false,
          new CloneEnding(maintenance, target, scratch, name, settings.privileges()));
    } catch (DialectException | RuntimeException e) {
      maintenance.close();
      throw e;
    }
  }

  /** Removes what is left also after a wish to stop. */
  private SideDatabases databases(SqlSession maintenance) {
    return new SideDatabases(
        maintenance, target, context.withCancellation(CancellationToken.create()));
  }

  private RestoreSession beside(
      SqlSession maintenance,
      SideDatabases databases,
      String scratch,
      boolean sameOwner,
      BesideSession.Ending ending)
      throws DialectException {
    try {
      databases.create(scratch, sameOwner);
      Login into = target.to(scratch);
      SqlSession session = SqlSession.open(into, context);
      try {
        return new BesideSession(load(into, session), maintenance, databases, scratch, ending);
      } catch (DialectException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (DialectException | RuntimeException e) {
      try {
        databases.drop(scratch);
      } catch (DialectException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }
}
