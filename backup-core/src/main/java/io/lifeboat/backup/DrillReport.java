package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a drill found right: the archive, byte by byte, and the database that was restored from it.
 *
 * @param backupId the id that the archive carries
 * @param rows rows of all tables, counted after loading and equal to the archive's
 * @param tables tables whose rows were counted, and hashed where the dialect can
 * @param files regular files in the archive, each with its checksum verified; not extracted
 * @param findings what was noted on the way; unmodifiable
 * @param took how long it took
 */
public record DrillReport(
    String backupId, long rows, int tables, long files, List<Finding> findings, Duration took) {

  /**
   * Copies the findings.
   *
   * @param backupId see above
   * @param rows see above
   * @param tables see above
   * @param files see above
   * @param findings see above
   * @param took see above
   */
  public DrillReport {
    Objects.requireNonNull(backupId, "backupId");
    findings = List.copyOf(findings);
    Objects.requireNonNull(took, "took");
  }
}
