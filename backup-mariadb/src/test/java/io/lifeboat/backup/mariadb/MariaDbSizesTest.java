package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.SizesContract;

class MariaDbSizesTest extends SizesContract {

  MariaDbSizesTest() {
    super(MariaDb.NEWEST);
  }
}
