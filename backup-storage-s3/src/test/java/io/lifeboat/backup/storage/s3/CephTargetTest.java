package io.lifeboat.backup.storage.s3;

import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(named = "servers", matches = "none")
class CephTargetTest extends S3TargetCases {

  CephTargetTest() {
    super(S3Server.ceph());
  }
}
