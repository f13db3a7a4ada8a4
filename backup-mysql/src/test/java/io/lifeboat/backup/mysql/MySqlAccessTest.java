package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.AccessContract;

class MySqlAccessTest extends AccessContract {

  MySqlAccessTest() {
    super(MySql.NEWEST);
  }
}
