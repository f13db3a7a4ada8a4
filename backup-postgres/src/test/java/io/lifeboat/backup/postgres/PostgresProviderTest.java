package io.lifeboat.backup.postgres;

import io.lifeboat.backup.contract.ProviderContract;
import io.lifeboat.backup.contract.PublicTypes;
import io.lifeboat.backup.spi.BackupProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresProviderTest extends ProviderContract {

  @Override
  protected List<Class<? extends BackupProvider>> providers() {
    return List.of(PostgresDialectProvider.class);
  }

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(PostgresDialectProvider.class, PostgresProviderTest.class);
  }
}
