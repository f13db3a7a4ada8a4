package io.lifeboat.backup.files;

import java.io.IOException;

/** Takes the content of files. */
@FunctionalInterface
public interface FileSink {

  /**
   * Begin a file, or begin it again. A small file is begun only when it was read whole and did not
   * change meanwhile.
   *
   * @param entry as it is now, at the beginning of this reading
   * @param attempt from 1; a later attempt makes earlier ones void
   * @return takes the content; closed by the caller
   * @throws IOException ends the reading and is passed on
   */
  FileAttempt begin(FileEntry entry, int attempt) throws IOException;
}
