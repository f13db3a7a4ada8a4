package io.lifeboat.backup.archive;

/** Between which members of the index the lines of a part or file were met. */
final class IndexSpan {

  private int first;
  private int last;

  void add(int member) {
    first = first == 0 ? member : first;
    last = member;
  }

  /** Whether who looks only into this range finds all of them. */
  boolean isWithin(IndexRange range) {
    return first == 0 || (range.first() <= first && last <= range.last());
  }
}
