package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.SizesContract;

class MySqlSizesTest extends SizesContract {

  MySqlSizesTest() {
    super(MySql.NEWEST);
  }
}
