package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.contract.StorageTargetContract;
import java.io.IOException;
import java.util.OptionalLong;

/** What every storage promises, on one server, with uploads of several parts. */
abstract class S3TargetCases extends StorageTargetContract {

  private final S3Server server;
  private final String bucket;

  S3TargetCases(S3Server server) {
    this.server = server;
    this.bucket = server.newBucket();
  }

  S3Options options() {
    return server.options(bucket);
  }

  @Override
  protected StorageTarget open() throws IOException {
    return S3Server.open(options());
  }

  @Override
  protected OptionalLong traces() {
    return OptionalLong.of((long) server.keys(bucket).size() + server.uploads(bucket).size());
  }
}
