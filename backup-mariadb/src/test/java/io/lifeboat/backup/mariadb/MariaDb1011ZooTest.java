package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.ZooContract;

class MariaDb1011ZooTest extends ZooContract {

  MariaDb1011ZooTest() {
    super(MariaDb.OLDEST);
  }

  @Override
  protected boolean everyWay() {
    return Boolean.getBoolean("campaign");
  }
}
