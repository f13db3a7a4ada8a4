package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.TruthContract;

class MariaDb1011TruthCampaign extends TruthContract {

  MariaDb1011TruthCampaign() {
    super(MariaDb.OLDEST);
  }
}
