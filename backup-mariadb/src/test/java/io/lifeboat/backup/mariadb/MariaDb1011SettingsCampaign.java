package io.lifeboat.backup.mariadb;

class MariaDb1011SettingsCampaign extends MariaDbSettingsContract {

  MariaDb1011SettingsCampaign() {
    super(MariaDb.OLDEST);
  }
}
