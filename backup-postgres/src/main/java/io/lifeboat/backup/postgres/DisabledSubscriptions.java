package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;

/**
 * Subscriptions that a restore in place brought: the client does not connect, and they are
 * disabled.
 */
final class DisabledSubscriptions {

  private DisabledSubscriptions() {}

  static void report(SqlSession session, OperationContext context) throws DialectException {
    for (String name :
        session.column(
            """
            SELECT subname FROM pg_catalog.pg_subscription
            WHERE NOT subenabled AND subdbid = (SELECT oid FROM pg_catalog.pg_database
              WHERE datname = pg_catalog.current_database()) ORDER BY subname""")) {
      context.report(
          Finding.warning(
              "restore.subscription",
              "The subscription %s is there and receives nothing: a slot is of one subscriber, and what was published since the backup is not in it."
                  .formatted(name),
              "If this database is the subscriber from now on: make its slot at the publisher anew, then ALTER SUBSCRIPTION %1$s ENABLE; ALTER SUBSCRIPTION %1$s REFRESH PUBLICATION; else DROP it."
                  .formatted(Sql.name(name))));
    }
  }
}
