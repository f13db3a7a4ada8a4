package io.lifeboat.backup.postgres;

class Postgres15DialectTest extends PostgresDialectContract {

  Postgres15DialectTest() {
    super(15);
  }
}
