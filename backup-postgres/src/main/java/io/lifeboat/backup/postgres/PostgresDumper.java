package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Dumps rows by parallel COPY and everything else by the vendor's client, all of one snapshot that
 * one session holds, together with locks against changes of structure.
 */
final class PostgresDumper implements Dumper {

  /** The level of how parts are written. */
  static final int FORMAT = 1;

  /** By the server's version. */
  private static final Set<String> NO_SUCH_SNAPSHOT = Set.of("22023", "42704", "55000");

  @Override
  public List<Finding> check(
      DatabaseEndpoint source, DumpOptions options, OperationContext context) {
    List<Finding> findings = new ArrayList<>();
    Login login = new Login(source);
    try {
      Pooler.beforeDump(login, context).ifPresent(findings::add);
    } catch (DialectException e) {
      findings.add(Failures.finding(e));
    }
    if (findings.stream().anyMatch(Finding::isError)) {
      return findings;
    }
    try (SqlSession session = SqlSession.open(login, context)) {
      new DumpCheck(session, source, options, settings(options), context).run(findings);
    } catch (DialectException e) {
      findings.add(Failures.finding(e));
    }
    return findings;
  }

  private static PostgresOptions settings(DumpOptions options) {
    return options.dialect(PostgresOptions.class).orElse(PostgresOptions.defaults());
  }

  @Override
  public DumpSession open(DatabaseEndpoint source, DumpOptions options, OperationContext context)
      throws DialectException {
    PostgresOptions settings = settings(options);
    Login login = new Login(source);
    Pooler.refuseInTransactionMode(login, context);
    Patience patience = new Patience(settings.lockWait(), context);
    while (true) {
      Optional<DumpSession> session = attempt(login, options, settings, patience, context);
      if (session.isPresent()) {
        return session.get();
      }
      patience.pause();
    }
  }

  /**
   * Empty if somebody wants to change a table that this holds already and the client does not yet:
   * the client would wait for the change, the change for this, and all who use the table for both.
   */
  private static Optional<DumpSession> attempt(
      Login login,
      DumpOptions options,
      PostgresOptions settings,
      Patience patience,
      OperationContext context)
      throws DialectException {
    Snapshot snapshot = Snapshot.take(login, settings, patience, context);
    try {
      Clients clients = new Clients(settings, context);
      NativeClient client = clients.dump(snapshot.session().version());
      NativeClient reader = clients.restore(Clients.version(client).toString());
      SchemaDump dump = new SchemaDump(client, reader, login, settings, snapshot.name(), context);
      ClientRun schema = dump.schema();
      try {
        if (new ClientLocks(schema, dump.name(), snapshot, context).areTaken(login)) {
          return Optional.of(
              session(login, options, settings, snapshot, client, dump, schema, context));
        }
        schema.close();
        snapshot.close();
        return Optional.empty();
      } catch (DialectException | RuntimeException e) {
        schema.close();
        throw e;
      }
    } catch (DialectException | RuntimeException e) {
      closeQuietly(snapshot, e);
      throw e;
    }
  }

  private static void closeQuietly(Snapshot snapshot, Exception because) {
    try {
      snapshot.close();
    } catch (DialectException e) {
      because.addSuppressed(e);
    }
  }

  private static DumpSession session(
      Login login,
      DumpOptions options,
      PostgresOptions settings,
      Snapshot snapshot,
      NativeClient client,
      SchemaDump dump,
      ClientRun schema,
      OperationContext context)
      throws DialectException {
    Catalog catalog = new Catalog(snapshot.session(), settings);
    Parts parts = new Parts(options, snapshot.session().version().atLeast(14));
    parts.add(DumpPart.of(Stage.SCHEMA, Parts.SCHEMA));
    List<SourceTable> tables = catalog.rows(oids(snapshot));
    Requirements requirements = new Requirements(snapshot.session());
    String encoding = requirements.encoding();
    tables.forEach(table -> parts.addRows(table, encoding));
    if (settings.largeObjects() && catalog.largeObjects() > 0) {
      parts.add(DumpPart.of(Stage.DATA, Parts.LARGE_OBJECTS));
    }
    for (SourceTable table : tables) {
      parts.addFinish(table, catalog);
    }
    List<Catalog.Locked> sequences = catalog.sequences();
    if (!sequences.isEmpty()) {
      parts.add(DumpPart.of(Stage.FINISH, Parts.SEQUENCES));
    }
    parts.add(DumpPart.of(Stage.FINISH, Parts.FINISH));
    if (!settings.isChoice()) {
      // The very last: they are about every session that comes after, such as those of the client.
      parts.add(DumpPart.of(Stage.FINISH, Parts.DATABASE));
    }
    DumpDescription description =
        DumpDescription.of(
                PostgresDialectProvider.ID,
                FORMAT,
                snapshot.session().version().toString(),
                Clients.version(client).toString())
            .withFacts(requirements.facts())
            .withOptions(settings.describe())
            .withRequirements(requirements.all())
            .withParts(parts.list());
    SessionPool sessions =
        new SessionPool(() -> importing(login, settings, snapshot.name(), context));
    return new PostgresDumpSession(description, parts, sequences, snapshot, sessions, dump, schema);
  }

  private static SqlSession importing(
      Login login, PostgresOptions settings, String snapshot, OperationContext context)
      throws DialectException {
    SqlSession session = SqlSession.open(login, context);
    try {
      RowFormat.pin(session, settings);
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      importSnapshot(session, snapshot, context);
      session.run("SAVEPOINT " + PostgresDumpSession.SAVEPOINT);
      return session;
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void importSnapshot(SqlSession session, String name, OperationContext context)
      throws DialectException {
    try {
      session.runRaw("SET TRANSACTION SNAPSHOT " + Sql.text(name));
    } catch (SQLException e) {
      throw NO_SUCH_SNAPSHOT.contains(String.valueOf(e.getSQLState()))
          ? Snapshot.lost(e)
          : Failures.of(e, "Importing the snapshot", context);
    }
  }

  private static Set<String> oids(Snapshot snapshot) {
    Set<String> oids = new HashSet<>();
    snapshot.tables().forEach(table -> oids.add(table.oid()));
    return oids;
  }
}
