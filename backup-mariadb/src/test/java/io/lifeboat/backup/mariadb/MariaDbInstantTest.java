package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.InstantContract;

class MariaDbInstantTest extends InstantContract {

  MariaDbInstantTest() {
    super(MariaDb.NEWEST);
  }
}
