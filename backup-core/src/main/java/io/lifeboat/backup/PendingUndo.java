package io.lifeboat.backup;

import java.time.Instant;
import java.util.Objects;

/**
 * A restore whose other copy is kept, so that one call exchanges it back.
 *
 * @param backupId what was restored
 * @param restoredAt when it became live, UTC
 * @param keptUntil when the copy that is not live may be removed, UTC
 * @param undone whether the data from before the restore is live again, and the restored one, with
 *     all that was written to it, is what is kept
 */
public record PendingUndo(String backupId, Instant restoredAt, Instant keptUntil, boolean undone) {

  /**
   * Checks that nothing is missing.
   *
   * @param backupId see above
   * @param restoredAt see above
   * @param keptUntil see above
   * @param undone see above
   */
  public PendingUndo {
    Objects.requireNonNull(backupId, "backupId");
    Objects.requireNonNull(restoredAt, "restoredAt");
    Objects.requireNonNull(keptUntil, "keptUntil");
  }
}
