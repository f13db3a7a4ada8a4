package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.InstantContract;

class MySqlInstantTest extends InstantContract {

  MySqlInstantTest() {
    super(MySql.NEWEST);
  }
}
