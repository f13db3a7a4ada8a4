package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.ZooContract;

class MariaDbZooTest extends ZooContract {

  MariaDbZooTest() {
    super(MariaDb.NEWEST);
  }
}
