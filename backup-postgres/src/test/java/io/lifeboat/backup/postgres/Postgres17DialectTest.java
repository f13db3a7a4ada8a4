package io.lifeboat.backup.postgres;

class Postgres17DialectTest extends PostgresDialectContract {

  Postgres17DialectTest() {
    super(17);
  }
}
