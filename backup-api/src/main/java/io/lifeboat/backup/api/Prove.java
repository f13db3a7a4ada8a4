package io.lifeboat.backup.api;

/** How deep a restored database is compared with the archive before it goes live. */
public enum Prove {
  /** The number of rows of each table. */
  COUNTS,
  /** The number of rows of each table and the content hash computed from the loaded rows. */
  ROWS
}
