package io.lifeboat.backup.catalog;

import java.time.Instant;
import java.util.Objects;

/**
 * What happened to a backup after it was written: a small object beside the archive, written once.
 * Of those that answer one question the newest wins; they are found by the listing that finds the
 * archives, and never opened for it.
 *
 * @param kind what happened
 * @param at when, UTC, to the millisecond
 */
public record BackupEvent(Kind kind, Instant at) {

  /** What can happen to a backup. The names are in keys, in small letters. */
  public enum Kind {
    /** Somebody wants it kept whatever the rules say. */
    PINNED,
    /** Nobody does any more. */
    UNPINNED,
    /** It was read whole, or restored, and found right. */
    VERIFIED
  }

  /**
   * Checks that nothing is missing.
   *
   * @param kind see above
   * @param at see above
   */
  public BackupEvent {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(at, "at");
  }
}
