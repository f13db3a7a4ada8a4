package io.lifeboat.backup.mariadb;

class MariaDbSettingsTest extends MariaDbSettingsContract {

  MariaDbSettingsTest() {
    super(MariaDb.NEWEST);
  }
}
