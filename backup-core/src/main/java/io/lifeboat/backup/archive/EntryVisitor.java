package io.lifeboat.backup.archive;

import java.io.IOException;

/** Meets the files, directories and links of an archive. */
@FunctionalInterface
public interface EntryVisitor {

  /**
   * Meet one. May open files of the archive.
   *
   * @param entry the file, directory or link
   * @return false to meet no more
   * @throws IOException ends the visit
   */
  boolean visit(ArchivedEntry entry) throws IOException;
}
