package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.DdlContract;

class MySqlDdlTest extends DdlContract {

  MySqlDdlTest() {
    super(MySql.NEWEST);
  }
}
