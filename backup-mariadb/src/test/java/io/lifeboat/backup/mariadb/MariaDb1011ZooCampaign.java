package io.lifeboat.backup.mariadb;

class MariaDb1011ZooCampaign extends MariaDbZooContract {

  MariaDb1011ZooCampaign() {
    super(MariaDb.OLDEST);
  }
}
