package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import java.time.Duration;
import java.util.Set;

/**
 * Gives the scratch database a name of its own.
 *
 * @param maintenance a session that is not in it
 * @param target the database that the clone is made beside
 * @param scratch the database that was loaded
 * @param name what it will be called
 * @param privileges whether those of the archive are granted
 */
record CloneEnding(
    SqlSession maintenance, Login target, String scratch, String name, boolean privileges)
    implements BesideSession.Ending {

  @Override
  public Completion complete(Set<DatabaseSettings.Line> settings, OperationContext context)
      throws DialectException {
    SideDatabases databases = new SideDatabases(maintenance, target, context);
    new DatabaseSettings(maintenance, context).carry(scratch, settings, privileges, scratch);
    databases.renameUnused(scratch, name);
    return Completion.of(Duration.ZERO);
  }
}
