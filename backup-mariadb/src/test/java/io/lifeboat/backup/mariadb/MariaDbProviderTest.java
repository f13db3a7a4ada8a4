package io.lifeboat.backup.mariadb;

import io.lifeboat.backup.contract.ProviderContract;
import io.lifeboat.backup.contract.PublicTypes;
import io.lifeboat.backup.spi.BackupProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class MariaDbProviderTest extends ProviderContract {

  @Override
  protected List<Class<? extends BackupProvider>> providers() {
    return List.of(MariaDbDialectProvider.class);
  }

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(MariaDbDialectProvider.class, MariaDbProviderTest.class);
  }
}
