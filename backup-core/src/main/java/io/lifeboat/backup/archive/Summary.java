package io.lifeboat.backup.archive;

import java.util.List;

/**
 * What stands before the locator: the totals, and where the index is.
 *
 * @param outcome of the backup
 * @param totals without the bytes of the archive, which the locator knows
 * @param closing number of the first index member of the closing section
 * @param index the index members in order
 */
record Summary(Outcome outcome, ArchiveTotals totals, int closing, List<IndexMember> index) {

  Summary {
    index = List.copyOf(index);
  }

  /**
   * One member of the index.
   *
   * @param raw bytes of its lines
   * @param member where it is
   */
  record IndexMember(long raw, MemberAt member) {}
}
