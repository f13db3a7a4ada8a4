package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a backup did. A copy or a removal that failed does not make it a failed backup.
 *
 * @param backup the backup as the list shows it
 * @param copies one for each copy that was sent or could not be, also of earlier backups; empty if
 *     there is one destination only
 * @param findings what was noted on the way, files that are missing among it
 * @param took from the request to the end
 */
public record BackupReport(
    BackupSummary backup, List<CopyOutcome> copies, List<Finding> findings, Duration took) {

  /**
   * Copies the findings.
   *
   * @param backup see above
   * @param copies see above
   * @param findings see above
   * @param took see above
   */
  public BackupReport {
    Objects.requireNonNull(backup, "backup");
    copies = List.copyOf(copies);
    findings = List.copyOf(findings);
    Objects.requireNonNull(took, "took");
  }

  /**
   * Return the id of the backup.
   *
   * @return what {@link RestoreRequest#ofBackup} takes
   */
  public String id() {
    return backup.id();
  }
}
