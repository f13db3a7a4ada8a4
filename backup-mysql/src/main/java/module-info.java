/** The dialect of MySQL, and what MariaDB's shares with it. */
@SuppressWarnings("module") // MariaDB's is not there yet when this one is compiled.
module io.lifeboat.backup.mysql {
  requires static transitive org.jspecify;
  requires transitive io.lifeboat.backup.api;
  requires java.sql;

  uses java.sql.Driver;

  exports io.lifeboat.backup.mysql;
  exports io.lifeboat.backup.mysql.dialect to
      io.lifeboat.backup.mariadb;

  provides io.lifeboat.backup.spi.DialectProvider with
      io.lifeboat.backup.mysql.MySqlDialectProvider;
}
