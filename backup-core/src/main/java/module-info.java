/** The facade of Lifeboat, and what is the same for every database and storage. */
@SuppressWarnings("requires-automatic") // jagged has automatic modules only.
module io.lifeboat.backup.core {
  requires static transitive org.jspecify;
  requires transitive io.lifeboat.backup.api;
  requires com.exceptionfactory.jagged;
  requires com.exceptionfactory.jagged.bech32;
  requires com.exceptionfactory.jagged.x25519;
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.github.luben.zstd_jni;
  requires org.apache.commons.compress;
  requires org.bouncycastle.provider;
  requires org.slf4j;

  exports io.lifeboat.backup;

  opens io.lifeboat.backup.catalog to
      com.fasterxml.jackson.databind;

  uses io.lifeboat.backup.spi.CodecProvider;
  uses io.lifeboat.backup.spi.DialectProvider;
  uses io.lifeboat.backup.spi.StorageProvider;

  provides io.lifeboat.backup.spi.CodecProvider with
      io.lifeboat.backup.codec.AgeCodecProvider,
      io.lifeboat.backup.codec.NoneCodecProvider,
      io.lifeboat.backup.codec.ZstdCodecProvider;
  provides io.lifeboat.backup.spi.StorageProvider with
      io.lifeboat.backup.storage.LocalStorageProvider;
}
