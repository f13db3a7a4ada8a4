package io.lifeboat.backup.archive;

import java.util.Objects;

/**
 * What became of an archive.
 *
 * @param outcome what it holds of what it was asked to hold
 * @param totals what it holds, counted
 */
public record ArchiveSummary(Outcome outcome, ArchiveTotals totals) {

  /** Checks that nothing is null. */
  public ArchiveSummary {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(totals, "totals");
  }
}
