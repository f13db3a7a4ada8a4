package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Tally;

/**
 * One line of the index. Lines of members stand in the order of the members, without exception, so
 * that a reader can prove with no memory that nothing is missing, doubled or between them.
 */
sealed interface IndexLine {

  /** The manifest, the first member. */
  record OfManifest(MemberAt member) implements IndexLine {}

  /** A chunk of a part. */
  record OfChunk(String part, int number, long raw, MemberAt member) implements IndexLine {}

  /** A piece of a file, perhaps of an attempt that was abandoned. */
  record OfPiece(
      String root, EntryPath path, int attempt, int number, String codec, long raw, MemberAt member)
      implements IndexLine {}

  /** A file, directory or link: its member, or what tells its pieces. */
  record OfEntry(ArchivedEntry entry) implements IndexLine {}

  /** A complete part; these begin the closing section. */
  record OfPart(String id, int members, long raw, long stored, IndexRange lines)
      implements IndexLine {}

  /** What the dialect counted of one group in a part; after the line of the part. */
  record OfTally(String part, String group, Tally tally) implements IndexLine {}

  /** A file that is not there. */
  record OfMissing(MissingFile file) implements IndexLine {}

  /** Something the operator should know. */
  record OfFinding(Finding finding) implements IndexLine {}
}
