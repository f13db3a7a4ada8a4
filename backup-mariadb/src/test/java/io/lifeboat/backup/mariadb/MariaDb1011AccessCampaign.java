package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.AccessContract;

class MariaDb1011AccessCampaign extends AccessContract {

  MariaDb1011AccessCampaign() {
    super(MariaDb.OLDEST);
  }
}
