package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.RestoreTraits;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.UndoToken;
import io.lifeboat.backup.client.NativeClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Loads a dump in place. Too much for one transaction, so there is no undo here: the core brings
 * the safety backup back when a load fails, and there is nothing of this dialect's own to recover.
 */
final class PostgresRestorer implements Restorer {

  private static final RestoreTraits TRAITS =
      new RestoreTraits(Set.of(RestoreMode.IN_PLACE), false, false);

  @Override
  public RestoreTraits traits() {
    return TRAITS;
  }

  @Override
  public List<Finding> check(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      OperationContext context) {
    return new RestoreCheck(dump, options, settings(options), context).run(target);
  }

  private static PostgresOptions settings(RestoreOptions options) {
    return options.dialect(PostgresOptions.class).orElse(PostgresOptions.defaults());
  }

  @Override
  public RestoreLock lock(DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException {
    return ServerLock.take(new Login(target), context);
  }

  @Override
  public RestoreSession open(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    PostgresOptions settings = settings(options);
    NativeClient client = new Clients(settings, context).restore(dump.clientVersion());
    refuse(check(target, dump, options, context));
    Login login = new Login(target);
    SqlSession session = SqlSession.open(login, context);
    try {
      RowFormat.pin(session, settings);
      return new PostgresRestoreSession(login, client, session, dump, options, settings, context);
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Whoever opens without a check is held to the same: nothing is touched after an error. */
  private static void refuse(List<Finding> findings) throws DialectException {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new DialectException(
          Reason.CONFIGURATION,
          "The dump can't be restored here: "
              + errors.stream().map(Finding::toString).collect(Collectors.joining(" ")));
    }
  }

  @Override
  public Recovery recover(
      DatabaseEndpoint target, RestoreOptions options, Journal journal, OperationContext context) {
    return Recovery.of(Recovery.Live.UNTOUCHED); // in place keeps nothing that could be settled
  }

  @Override
  public List<Finding> checkUndo(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    return List.of(
        Finding.error(
            "restore.no-undo",
            "A restore in place can't be undone.",
            "Restore the safety backup."));
  }

  @Override
  public void undo(
      DatabaseEndpoint target,
      UndoToken token,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    throw new DialectException(
        Reason.UNSUPPORTED, "A restore in place can't be undone. Restore the safety backup.");
  }

  @Override
  public void discard(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    // Nothing was kept.
  }
}
