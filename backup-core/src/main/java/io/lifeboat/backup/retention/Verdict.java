package io.lifeboat.backup.retention;

import java.util.List;

/**
 * What the rules say of one backup.
 *
 * @param backup the backup
 * @param kept whether it stays
 * @param reasons what holds it or, where nothing does, why it goes; at least one, for people
 */
public record Verdict(KeptBackup backup, boolean kept, List<String> reasons) {

  /**
   * Copies the reasons.
   *
   * @param backup see above
   * @param kept see above
   * @param reasons see above
   */
  public Verdict {
    reasons = List.copyOf(reasons);
  }
}
