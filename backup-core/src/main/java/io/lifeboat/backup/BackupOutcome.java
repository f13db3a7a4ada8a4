package io.lifeboat.backup;

/** How complete a backup is. A failed one has no archive and is not in the list. */
public enum BackupOutcome {
  /** All of it. */
  SUCCESS,
  /** The database whole; some files are listed as missing or incomplete. */
  PARTIAL
}
