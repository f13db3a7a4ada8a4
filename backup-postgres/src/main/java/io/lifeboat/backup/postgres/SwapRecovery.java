package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.Recovery.Live;
import java.util.Optional;

/**
 * Tells which database is live after an exchange was cut off, and removes what no side needs. An
 * exchange is one transaction, so both databases are whole whatever happened.
 */
final class SwapRecovery {

  private final Login target;
  private final OperationContext context;

  SwapRecovery(Login target, OperationContext context) {
    this.target = target;
    this.context = context;
  }

  Recovery run(Journal journal) throws DialectException {
    Optional<SwapJournal.Last> last = new SwapJournal(journal, context).last();
    Login login = target.as(new SideNames(name()).application());
    Optional<SqlSession> maintenance =
        last.isPresent()
            ? Optional.of(Maintenance.open(login, context))
            : Maintenance.find(login, context);
    if (maintenance.isEmpty()) {
      return Recovery.of(Live.UNTOUCHED); // nothing can have been made beside the target
    }
    try (SqlSession session = maintenance.get()) {
      SideDatabases databases = new SideDatabases(session, target, context);
      // First, since what is left over may still be about to exchange them.
      databases.sweep();
      return last.isPresent() ? settle(last.get(), databases) : Recovery.of(Live.UNTOUCHED);
    }
  }

  private String name() {
    return target.endpoint().database();
  }

  private Recovery settle(SwapJournal.Last last, SideDatabases databases) throws DialectException {
    String live = databases.requireOid(name());
    boolean old = live.equals(last.old());
    if (!old && !last.kept().map(KeptDatabase::restored).equals(Optional.of(live))) {
      throw new DialectException(
          Reason.OTHER,
          "The database '%s' is neither the one from before the restore nor the restored one: somebody put another in its place. Restore a backup into it."
              .formatted(name()));
    }
    String kept = new SideNames(name()).kept(last.token());
    if (old && last.restoring()) {
      databases.drop(kept); // restored, live for a moment, and exchanged back
    }
    Recovery recovery = Recovery.of(old ? Live.OLD : Live.RESTORED);
    return last.kept().isPresent() && databases.oid(kept).isPresent()
        ? recovery.withUndo(last.kept().get().undoToken())
        : recovery;
  }
}
