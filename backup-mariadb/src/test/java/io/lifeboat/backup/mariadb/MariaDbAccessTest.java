package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.AccessContract;

class MariaDbAccessTest extends AccessContract {

  MariaDbAccessTest() {
    super(MariaDb.NEWEST);
  }
}
