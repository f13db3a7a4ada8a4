package io.lifeboat.backup.archive;

/** What an archive holds of what it was asked to hold. A failed backup leaves no archive. */
public enum Outcome {
  /** All of it. */
  SUCCESS,
  /** The database whole; some files are missing and listed. */
  PARTIAL
}
