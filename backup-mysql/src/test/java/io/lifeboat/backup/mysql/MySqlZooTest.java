package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.ZooContract;

class MySqlZooTest extends ZooContract {

  MySqlZooTest() {
    super(MySql.NEWEST);
  }
}
