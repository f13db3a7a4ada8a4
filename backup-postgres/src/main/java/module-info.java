/** The dialect of PostgreSQL. */
@SuppressWarnings("requires-automatic") // The driver has no module descriptor.
module io.lifeboat.backup.postgres {
  requires static transitive org.jspecify;
  requires static org.postgresql.jdbc;
  requires transitive io.lifeboat.backup.api;
  requires java.sql;

  exports io.lifeboat.backup.postgres;

  provides io.lifeboat.backup.spi.DialectProvider with
      io.lifeboat.backup.postgres.PostgresDialectProvider;
}
