package io.lifeboat.backup.retention;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * A whole backup that a storage holds, as far as keeping rules look at it.
 *
 * @param id of the backup
 * @param created the instant it is of
 * @param series by its outcome; each series is counted by itself
 * @param database whether a database is in it
 * @param files whether uploaded files are in it
 * @param bytes as stored
 * @param pinned whether somebody wants it kept whatever the rules say
 * @param verified whether it was read whole, or restored, and found right
 */
public record KeptBackup(
    String id,
    Instant created,
    Series series,
    boolean database,
    boolean files,
    long bytes,
    boolean pinned,
    boolean verified) {

  /** Newest first; of one instant, the greater id first. */
  public static final Comparator<KeptBackup> NEWEST_FIRST =
      Comparator.comparing(KeptBackup::created).thenComparing(KeptBackup::id).reversed();

  /** What is counted together. */
  public enum Series {
    /** Complete. */
    SUCCESS,
    /** The database whole, files missing. */
    PARTIAL
  }

  /**
   * Checks that nothing is missing.
   *
   * @param id see above
   * @param created see above
   * @param series see above
   * @param database see above
   * @param files see above
   * @param bytes see above
   * @param pinned see above
   * @param verified see above
   */
  public KeptBackup {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(series, "series");
  }
}
