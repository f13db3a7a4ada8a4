/** Contracts between Lifeboat and its dialects, storages and codecs. */
module io.lifeboat.backup.api {
  requires static transitive org.jspecify;

  exports io.lifeboat.backup.api;
  exports io.lifeboat.backup.client;
  exports io.lifeboat.backup.spi;
}
