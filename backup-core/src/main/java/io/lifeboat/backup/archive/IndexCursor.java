package io.lifeboat.backup.archive;

import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through the lines of some members of the index, holding one member at a time. */
final class IndexCursor {

  private final ArchiveContents contents;
  private final int last;
  private int next;
  private byte[] lines = new byte[0];
  private int position;

  /** Begins at one member of the index, counted from 1, and ends after another. */
  IndexCursor(ArchiveContents contents, int first, int last) {
    this.contents = contents;
    this.next = Math.max(1, first);
    this.last = Math.min(last, contents.summary().index().size());
  }

  /** Returns the number of the index member that holds the line returned last. */
  int member() {
    return next - 1;
  }

  /** Returns the next line of a known kind; null at the end. */
  @Nullable IndexLine next() throws IOException {
    while (true) {
      if (position >= lines.length) {
        if (next > last) {
          return null;
        }
        lines = contents.readIndex(next++);
        position = 0;
      }
      Optional<IndexLine> line = line();
      if (line.isPresent()) {
        return line.get();
      }
    }
  }

  private Optional<IndexLine> line() throws ArchiveCorruptException {
    int end = position;
    while (end < lines.length && lines[end] != '\n') {
      end++;
    }
    if (end == lines.length) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The archive is damaged: a line of its index has no end.");
    }
    int begin = position;
    position = end + 1;
    return IndexJson.read(lines, begin, end - begin);
  }
}
