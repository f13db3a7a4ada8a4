package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.Vendor;
import java.util.List;

/** The servers of MariaDB that are tested. */
final class MariaDb {

  static final Vendor NEWEST =
      of("mariadb:11.8", List.of("zoo-common.sql", "zoo-mariadb.sql", "zoo-mariadb-11.sql"));

  static final Vendor OLDEST = of("mariadb:10.11", List.of("zoo-common.sql", "zoo-mariadb.sql"));

  private MariaDb() {}

  private static Vendor of(String image, List<String> zoo) {
    return new Vendor(
        image,
        "mysql:9.7",
        new MariaDbDialectProvider(),
        clients -> MariaDbOptions.defaults().withClientDirectory(clients),
        zoo);
  }
}
