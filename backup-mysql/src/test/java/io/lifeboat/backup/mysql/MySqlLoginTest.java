package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.LoginContract;

class MySqlLoginTest extends LoginContract {

  MySqlLoginTest() {
    super(MySql.NEWEST);
  }
}
