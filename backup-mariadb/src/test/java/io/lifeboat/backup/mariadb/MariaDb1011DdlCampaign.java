package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.DdlContract;

class MariaDb1011DdlCampaign extends DdlContract {

  MariaDb1011DdlCampaign() {
    super(MariaDb.OLDEST);
  }
}
