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
 * Loads a dump beside the live database and exchanges both, or into a database of another name, or
 * in place. In place is too much for one transaction, so there is no undo: the core brings the
 * safety backup back when such a load fails.
 */
final class PostgresRestorer implements Restorer {

  private static final RestoreTraits TRAITS =
      new RestoreTraits(
          Set.of(RestoreMode.SWAP, RestoreMode.IN_PLACE, RestoreMode.INTO), false, true);

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
    PostgresOptions chosen =
        options.dialect(PostgresOptions.class).orElse(PostgresOptions.defaults());
    return options.mode() == RestoreMode.INTO ? chosen.ofClone() : chosen;
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
    Opening opening = new Opening(target, client, dump, options, settings, context);
    return switch (options.mode()) {
      case IN_PLACE -> opening.inPlace();
      case SWAP -> opening.swap(journal);
      case INTO -> opening.into(options.into().orElseThrow());
    };
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
      DatabaseEndpoint target, RestoreOptions options, Journal journal, OperationContext context)
      throws DialectException {
    return new SwapRecovery(new Login(target), context).run(journal);
  }

  @Override
  public List<Finding> checkUndo(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    return undo(target, options, context).check(token);
  }

  @Override
  public void undo(
      DatabaseEndpoint target,
      UndoToken token,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    undo(target, options, context).run(token, journal, options.swapWait());
  }

  @Override
  public void discard(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context)
      throws DialectException {
    undo(target, options, context).discard(token);
  }

  private static SwapUndo undo(
      DatabaseEndpoint target, RestoreOptions options, OperationContext context) {
    return new SwapUndo(new Login(target), settings(options), context);
  }
}
