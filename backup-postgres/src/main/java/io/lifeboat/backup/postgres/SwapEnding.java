package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.time.Duration;
import java.util.Set;

/**
 * Exchanges the scratch database with the live one, which is kept.
 *
 * @param maintenance a session in neither of them
 * @param target the live one
 * @param journal told before
 * @param token names both
 * @param live OID of the live one
 * @param privileges whether those of the archive come into question
 * @param patience how long to try while somebody is inside who can't be sent away
 */
record SwapEnding(
    SqlSession maintenance,
    Login target,
    SwapJournal journal,
    String token,
    String live,
    boolean privileges,
    Duration patience)
    implements BesideSession.Ending {

  @Override
  public Completion complete(Set<DatabaseSettings.Line> settings, OperationContext context)
      throws DialectException {
    SideNames names = new SideNames(target.endpoint().database());
    SideDatabases databases = new SideDatabases(maintenance, target, context);
    String scratch = names.scratch(token);
    new DatabaseSettings(maintenance, context).carry(names.target(), settings, privileges, scratch);
    Writes writes = new Writes(target, context);
    KeptDatabase kept =
        new KeptDatabase(
            token,
            live,
            databases.requireOid(scratch),
            writes.in(names.target()),
            writes.in(scratch));
    journal.exchange(kept);
    Duration heldOff =
        new Exchange(maintenance, target, live, kept.restored(), context)
            .rename(names.target(), names.kept(token))
            .rename(scratch, names.target())
            .run(patience);
    return Completion.of(heldOff).withUndo(kept.undoToken());
  }
}
