/** Keeps backups in S3 and in what speaks its protocol. */
@SuppressWarnings({
  "module", // The protocol's name ends with a digit.
  "requires-automatic", // The SDK has automatic modules only.
  "requires-transitive-automatic"
})
module io.lifeboat.backup.storage.s3 {
  requires static transitive org.jspecify;
  requires transitive io.lifeboat.backup.api;
  requires transitive software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.services.s3;

  exports io.lifeboat.backup.storage.s3;

  provides io.lifeboat.backup.spi.StorageProvider with
      io.lifeboat.backup.storage.s3.S3StorageProvider;
}
