package io.lifeboat.backup.mysql.dialect;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Loads a dump in place by the vendor's own client. There is no undo: DDL commits, so the core
 * brings the safety backup back when a load fails, and there is nothing of this dialect's own to
 * recover.
 */
public final class InPlaceRestorer implements Restorer {

  private static final RestoreTraits TRAITS =
      new RestoreTraits(Set.of(RestoreMode.IN_PLACE), false, false);

  private final Flavor flavor;

  /**
   * Make a restorer.
   *
   * @param flavor of the vendor
   */
  public InPlaceRestorer(Flavor flavor) {
    this.flavor = flavor;
  }

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
    List<Finding> findings = new ArrayList<>();
    RestoreCheck check = new RestoreCheck(flavor, settings(options), target.database(), dump);
    check.dump(options, findings);
    try (SqlSession session = session(target, options, context)) {
      check.server(new Server(session, target.database()), findings);
      if (dump.format() != Formats.CLIENT_TEXT) {
        new Links(flavor, target, context).forLoading().close();
      }
    } catch (DialectException e) {
      findings.add(Findings.of(e));
    }
    return findings;
  }

  private SqlSession session(
      DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException {
    return SqlSession.open(new Login(flavor, target), sqlClient(options, context), context);
  }

  private NativeClient sqlClient(RestoreOptions options, OperationContext context)
      throws DialectException {
    return new Clients(flavor, settings(options), context).sql();
  }

  private ClientSettings settings(RestoreOptions options) {
    return flavor.settings(options).orElse(ClientSettings.DEFAULTS);
  }

  @Override
  public RestoreLock lock(DatabaseEndpoint target, RestoreOptions options, OperationContext context)
      throws DialectException {
    return ServerLock.take(session(target, options, context), target.database());
  }

  @Override
  public RestoreSession open(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    NativeClient client = sqlClient(options, context);
    Login login = new Login(flavor, target);
    SqlSession session = SqlSession.open(login, client, context);
    if (dump.format() == Formats.CLIENT_TEXT) {
      return new OnePartRestoreSession(login, client, session, dump);
    }
    try {
      Links links = new Links(flavor, target, context);
      return new RowsRestoreSession(
          new RestorePlace(flavor, settings(options), login, client, session, links),
          dump,
          new OtherVendor(dump, flavor));
    } catch (DialectException | RuntimeException | Error e) {
      session.close();
      throw e;
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
