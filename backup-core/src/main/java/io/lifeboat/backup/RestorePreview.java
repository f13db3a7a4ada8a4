package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.RestoreMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a restore would do, with everything checked and nothing changed.
 *
 * @param backupId of the backup
 * @param created the instant it is of, UTC
 * @param mode how the database would become live; files are always exchanged
 * @param database whether the database would be restored
 * @param fileRoots names of the file roots that would be replaced
 * @param rows of all tables in the backup
 * @param files regular files in the backup
 * @param findings what the rules say; an error means that {@link BackupManager#restore} would
 *     refuse
 */
public record RestorePreview(
    String backupId,
    Instant created,
    RestoreMode mode,
    boolean database,
    List<String> fileRoots,
    long rows,
    long files,
    List<Finding> findings) {

  /**
   * Copies the lists.
   *
   * @param backupId see above
   * @param created see above
   * @param mode see above
   * @param database see above
   * @param fileRoots see above
   * @param rows see above
   * @param files see above
   * @param findings see above
   */
  public RestorePreview {
    Objects.requireNonNull(backupId, "backupId");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(mode, "mode");
    fileRoots = List.copyOf(fileRoots);
    findings = List.copyOf(findings);
  }

  /**
   * Tell whether the restore would be allowed.
   *
   * @return false if a finding is an error
   */
  public boolean isAllowed() {
    return findings.stream().noneMatch(Finding::isError);
  }
}
