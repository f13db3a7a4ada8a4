package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.LoginContract;

class MariaDbLoginTest extends LoginContract {

  MariaDbLoginTest() {
    super(MariaDb.NEWEST);
  }
}
