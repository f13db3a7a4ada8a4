package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.mysql.testing.SizesContract;

class MariaDb1011SizesCampaign extends SizesContract {

  MariaDb1011SizesCampaign() {
    super(MariaDb.OLDEST);
  }
}
