package io.lifeboat.backup.postgres;

class Postgres18DialectTest extends PostgresDialectContract {

  Postgres18DialectTest() {
    super(18);
  }
}
