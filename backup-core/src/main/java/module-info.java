/** The facade of Lifeboat, and what is the same for every database and storage. */
module io.lifeboat.backup.core {
  requires static transitive org.jspecify;
  requires transitive io.lifeboat.backup.api;

  exports io.lifeboat.backup;
}
