package io.lifeboat.backup.archive;

/**
 * Which members of the index hold the lines of a part or file, so that others need not be read.
 *
 * @param first number of the first, from 1; 0 if there is none
 * @param last number of the last; 0 if there is none
 */
record IndexRange(int first, int last) {

  static final IndexRange NONE = new IndexRange(0, 0);

  IndexRange plus(int number) {
    return new IndexRange(first == 0 ? number : first, number);
  }
}
