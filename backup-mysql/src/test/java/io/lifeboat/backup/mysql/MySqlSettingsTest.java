package io.lifeboat.backup.mysql;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.testing.SettingsContract;
import io.lifeboat.backup.mysql.testing.TestServer;
import java.util.Set;

class MySqlSettingsTest extends SettingsContract {

  MySqlSettingsTest() {
    super(MySql.NEWEST);
  }

  @Override
  protected DialectOptions options(Choice choice, Set<String> names) {
    MySqlOptions options =
        MySqlOptions.defaults().withClientDirectory(TestServer.clientsOf(MySql.NEWEST.image()));
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
