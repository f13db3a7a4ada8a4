package io.lifeboat.backup.mysql;

import io.lifeboat.backup.mysql.testing.TruthContract;

class MySqlTruthTest extends TruthContract {

  MySqlTruthTest() {
    super(MySql.NEWEST);
  }
}
