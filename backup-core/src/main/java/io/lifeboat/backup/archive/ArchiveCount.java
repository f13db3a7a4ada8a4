package io.lifeboat.backup.archive;

/** What was put into an archive so far. Guarded by the writer's lock. */
final class ArchiveCount {

  int openFiles;
  long parts;
  long rows;
  long files;
  long members;
  long rawBytes;
  private long directories;
  private long links;

  void add(ArchivedEntry.Kind kind) {
    if (kind == ArchivedEntry.Kind.DIRECTORY) {
      directories++;
    } else {
      links++;
    }
  }

  ArchiveTotals totals(long missing, long archiveBytes) {
    return new ArchiveTotals(
        parts, rows, files, directories, links, missing, members, rawBytes, archiveBytes);
  }
}
