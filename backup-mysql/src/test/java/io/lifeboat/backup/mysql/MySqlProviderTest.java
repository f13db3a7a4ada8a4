package io.lifeboat.backup.mysql;

import io.lifeboat.backup.contract.ProviderContract;
import io.lifeboat.backup.contract.PublicTypes;
import io.lifeboat.backup.spi.BackupProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class MySqlProviderTest extends ProviderContract {

  @Override
  protected List<Class<? extends BackupProvider>> providers() {
    return List.of(MySqlDialectProvider.class);
  }

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(MySqlDialectProvider.class, MySqlProviderTest.class);
  }
}
