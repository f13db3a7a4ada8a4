package io.lifeboat.backup.storage.s3;

import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(named = "servers", matches = "none")
class CephWireFaultsTest extends WireFaultCases {

  CephWireFaultsTest() {
    super(S3Server.ceph());
  }
}
