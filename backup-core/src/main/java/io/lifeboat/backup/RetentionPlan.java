package io.lifeboat.backup;

import java.util.List;
import java.util.Objects;

/**
 * What the rules of a destination keep and what they would remove, and why.
 *
 * @param entries one for each whole backup of this application, newest first; what is not a whole
 *     backup, or another application's, is none of the rules' business and stays
 */
public record RetentionPlan(List<Entry> entries) {

  /**
   * Copies the entries.
   *
   * @param entries see above
   */
  public RetentionPlan {
    entries = List.copyOf(entries);
  }

  /**
   * What the rules say of one backup.
   *
   * @param backup the backup
   * @param kept whether it stays
   * @param reasons what holds it or, where nothing does, why it goes; for people
   */
  public record Entry(BackupSummary backup, boolean kept, List<String> reasons) {

    /**
     * Copies the reasons.
     *
     * @param backup see above
     * @param kept see above
     * @param reasons see above
     */
    public Entry {
      Objects.requireNonNull(backup, "backup");
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Return what would go.
   *
   * @return newest first; empty if all stay
   */
  public List<BackupSummary> removed() {
    return entries.stream().filter(entry -> !entry.kept()).map(Entry::backup).toList();
  }
}
