/** The dialect of MariaDB. */
module io.lifeboat.backup.mariadb {
  requires static transitive org.jspecify;
  requires transitive io.lifeboat.backup.api;
  requires io.lifeboat.backup.mysql;

  exports io.lifeboat.backup.mariadb;

  provides io.lifeboat.backup.spi.DialectProvider with
      io.lifeboat.backup.mariadb.MariaDbDialectProvider;
}
