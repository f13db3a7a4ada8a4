package io.lifeboat.backup.files;

import java.io.IOException;

/** Receives what is found below a root: a folder before what is in it, in no further order. */
public interface FileVisitor {

  /**
   * Take one thing that can be backed up.
   *
   * @param entry as it was found
   * @throws IOException ends the visit and is passed on
   */
  void entry(FileEntry entry) throws IOException;

  /**
   * Take one thing that can't.
   *
   * @param problem what and why
   * @throws IOException ends the visit and is passed on
   */
  void problem(FileProblem problem) throws IOException;
}
