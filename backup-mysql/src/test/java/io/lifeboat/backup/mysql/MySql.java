package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.Vendor;
import java.util.List;

/** The servers of MySQL that are tested. */
final class MySql {

  static final Vendor NEWEST =
      new Vendor(
          "mysql:9.7",
          "mariadb:11.8",
          new MySqlDialectProvider(),
          clients -> MySqlOptions.defaults().withClientDirectory(clients),
          List.of("zoo-common.sql", "zoo-mysql.sql"));

  private MySql() {}
}
