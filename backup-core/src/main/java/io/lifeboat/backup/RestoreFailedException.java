package io.lifeboat.backup;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A restore failed after it had begun; says in what state that left the data. */
public final class RestoreFailedException extends BackupException {

  private static final long serialVersionUID = 1;

  /** What is in the database and the file roots now. */
  public enum TargetState {
    /** Nothing live was changed. */
    UNCHANGED,
    /** The data from before the restore is back, as the safety backup has it. */
    BROUGHT_BACK,
    /**
     * Database and files are each whole, but it could not be found out, or not be mended, whether
     * both are of one side. {@link BackupManager#recover} does it once the cause is gone.
     */
    NEEDS_RECOVERY,
    /** Neither the old nor the new data is known to be whole; the message says what to do. */
    DAMAGED
  }

  /** What is in the target now. */
  private final TargetState targetState;

  /** The safety backup, or null. */
  private final @Nullable String safetyBackup;

  RestoreFailedException(
      String message,
      TargetState targetState,
      @Nullable String safetyBackup,
      @Nullable Throwable cause) {
    super(message, cause);
    this.targetState = Objects.requireNonNull(targetState, "targetState");
    this.safetyBackup = safetyBackup;
  }

  /**
   * Return what is in the database and the file roots now.
   *
   * @return the state
   */
  public TargetState targetState() {
    return targetState;
  }

  /**
   * Return the backup that was made of the data from before the restore.
   *
   * @return its id; empty if none was made
   */
  public Optional<String> safetyBackup() {
    return Optional.ofNullable(safetyBackup);
  }
}
