package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.mysql.testing.SettingsContract;
import io.lifeboat.backup.mysql.testing.TestServer;
import io.lifeboat.backup.mysql.testing.Vendor;
import java.nio.file.Path;
import java.util.Set;

/** The cases of any MariaDB. */
abstract class MariaDbSettingsContract extends SettingsContract {

  private final Path clients;

  MariaDbSettingsContract(Vendor vendor) {
    super(vendor);
    this.clients = TestServer.clientsOf(vendor.image());
  }

  @Override
  protected DialectOptions options(Choice choice, Set<String> names) {
    MariaDbOptions options = MariaDbOptions.defaults().withClientDirectory(clients);
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
