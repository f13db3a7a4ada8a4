package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.LoginContract;

class MariaDb1011LoginCampaign extends LoginContract {

  MariaDb1011LoginCampaign() {
    super(MariaDb.OLDEST);
  }
}
