package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.DdlContract;

class MariaDbDdlTest extends DdlContract {

  MariaDbDdlTest() {
    super(MariaDb.NEWEST);
  }
}
