package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.testing.SettingsContract;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.util.Set;

class MariaDbSettingsTest extends SettingsContract {

  MariaDbSettingsTest() {
    super(MariaDb.NEWEST);
  }

  @Override
  protected DialectOptions options(Choice choice, Set<String> names) {
    MariaDbOptions options =
        MariaDbOptions.defaults().withClientDirectory(TestServer.clientsOf(MariaDb.NEWEST.image()));
    return switch (choice) {
      case ONLY_TABLES -> options.withOnlyTables(names);
      case WITHOUT_TABLES -> options.withoutTables(names);
      case WITHOUT_ROWS -> options.withoutRows(names);
      case WITHOUT_CODE -> options.withoutRoutines().withoutEvents().withoutTriggers();
      case DEFINERS_KEPT -> options.withDefinersKept();
      case DEFINERS_REPLACED -> options.withDefinersReplaced();
      case WITHOUT_BINARY_LOG -> options.withoutBinaryLog();
    };
  }
}
