package io.lifeboat.backup.archive;

/** Where the content of an entry is. */
sealed interface ContentLocation {

  /**
   * The codec it is encoded with.
   *
   * @return {@link MemberNames#NO_CODEC} for raw bytes, directories and links
   */
  String codec();

  /** All of it in one member. */
  record Whole(MemberAt member, String codec) implements ContentLocation {}

  /** In numbered pieces, the lines of which are in a range of the index. */
  record Pieces(int attempt, int count, long stored, IndexRange lines, String codec)
      implements ContentLocation {}
}
