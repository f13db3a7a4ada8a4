package io.lifeboat.backup.api;

import io.lifeboat.backup.contract.PublicTypes;
import org.junit.jupiter.api.Test;

class PublicTypesTest {

  @Test
  void everyPublicTypeIsADecision() {
    PublicTypes.assertListed(StorageTarget.class, PublicTypesTest.class);
  }
}
