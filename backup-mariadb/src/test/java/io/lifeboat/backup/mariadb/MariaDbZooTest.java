package io.lifeboat.backup.mariadb;

class MariaDbZooTest extends MariaDbZooContract {

  MariaDbZooTest() {
    super(MariaDb.NEWEST);
  }
}
