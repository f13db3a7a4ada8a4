package io.lifeboat.backup;

import io.lifeboat.backup.codec.AgeCodecProvider;
import io.lifeboat.backup.codec.NoneCodecProvider;
import io.lifeboat.backup.codec.ZstdCodecProvider;
import io.lifeboat.backup.contract.ProviderContract;
import io.lifeboat.backup.contract.PublicTypes;
import io.lifeboat.backup.spi.BackupProvider;
import io.lifeboat.backup.storage.LocalStorageProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreProvidersTest extends ProviderContract {

  @Override
  protected List<Class<? extends BackupProvider>> providers() {
    return List.of(
        AgeCodecProvider.class,
        NoneCodecProvider.class,
        ZstdCodecProvider.class,
        LocalStorageProvider.class);
  }

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(BackupManager.class, CoreProvidersTest.class);
  }
}
