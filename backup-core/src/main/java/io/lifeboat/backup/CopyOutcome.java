package io.lifeboat.backup;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one backup's copy at one destination.
 *
 * @param destination its name
 * @param backupId of the backup
 * @param failure what went wrong, as a sentence; empty if the copy is there, read while it was sent
 *     and found to be what its record says. A copy that failed is sent again by the next backup,
 *     and by {@link BackupManager#sync()}
 */
public record CopyOutcome(String destination, String backupId, Optional<String> failure) {

  /**
   * Checks that nothing is missing.
   *
   * @param destination see above
   * @param backupId see above
   * @param failure see above
   */
  public CopyOutcome {
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(backupId, "backupId");
    Objects.requireNonNull(failure, "failure");
  }

  /**
   * Tell whether the copy is there.
   *
   * @return true if so
   */
  public boolean succeeded() {
    return failure.isEmpty();
  }
}
