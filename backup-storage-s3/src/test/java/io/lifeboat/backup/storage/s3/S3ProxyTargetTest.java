package io.lifeboat.backup.storage.s3;

class S3ProxyTargetTest extends S3TargetCases {

  S3ProxyTargetTest() {
    super(S3Server.s3Proxy());
  }

  @Override
  protected boolean keysMayNest() {
    return false; // it keeps objects as files, though in memory
  }
}
