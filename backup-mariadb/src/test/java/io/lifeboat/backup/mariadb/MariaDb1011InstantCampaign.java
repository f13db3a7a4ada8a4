package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.InstantContract;

class MariaDb1011InstantCampaign extends InstantContract {

  MariaDb1011InstantCampaign() {
    super(MariaDb.OLDEST);
  }
}
