package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.TruthContract;

class MariaDbTruthTest extends TruthContract {

  MariaDbTruthTest() {
    super(MariaDb.NEWEST);
  }
}
