package io.lifeboat.backup.api;

/** Where a restore puts the data. */
public enum RestoreMode {
  /** Into a place beside the live one, exchanged by rename in one short step. */
  SWAP,
  /** Over the live data. */
  IN_PLACE,
  /** Into a database or schema of another name; the live one is not touched. */
  INTO
}
