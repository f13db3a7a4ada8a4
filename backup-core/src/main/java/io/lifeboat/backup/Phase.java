package io.lifeboat.backup;

/** What an operation is doing. */
public enum Phase {
  /** Not begun. */
  WAITING,
  /** Looking whether everything is there: clients, privileges, storage, rules. */
  CHECKING,
  /** Reading database and files into the archive. */
  WRITING,
  /** Making the archive visible and writing its record. */
  PUBLISHING,
  /** Sending copies to the other destinations. */
  COPYING,
  /** Removing what the keeping rules don't hold. */
  PRUNING,
  /** Copying an archive that was handed in, as it is, to a private file. */
  RECEIVING,
  /** Reading every byte of an archive and comparing it with its checksums. */
  VERIFYING,
  /** Backing up what is there before it is overwritten. */
  SAFETY_BACKUP,
  /** Extracting files beside the live ones. */
  STAGING,
  /** Loading the database. */
  LOADING,
  /** Comparing what was loaded with the archive. */
  PROVING,
  /** Making the restored data live. */
  SWAPPING,
  /** Bringing back what was there, after a failure. */
  BRINGING_BACK,
  /** Over, well or not. */
  FINISHED
}
