package io.lifeboat.backup;

import java.time.Duration;
import java.util.Objects;

/**
 * What a verification read, all of it as it was once written.
 *
 * @param backupId the id that the archive carries
 * @param storedBytes bytes of the archive as it is stored, every one of them read
 * @param members members of the archive, each compared with its checksum
 * @param rows rows that the archive says it holds
 * @param files regular files that the archive holds
 * @param took how long it took
 */
public record VerifyReport(
    String backupId, long storedBytes, long members, long rows, long files, Duration took) {

  /**
   * Checks the values.
   *
   * @param backupId see above
   * @param storedBytes see above
   * @param members see above
   * @param rows see above
   * @param files see above
   * @param took see above
   */
  public VerifyReport {
    Objects.requireNonNull(backupId, "backupId");
    Objects.requireNonNull(took, "took");
  }
}
