package io.lifeboat.backup.storage.s3;

class S3ProxyWireFaultsTest extends WireFaultCases {

  S3ProxyWireFaultsTest() {
    super(S3Server.s3Proxy());
  }
}
