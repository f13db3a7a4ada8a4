package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import java.io.IOException;
import java.io.InputStream;

/**
 * Builds a copy of a root beside it; nothing live is touched.
 *
 * <p>Thread-safe: entries are added by several threads, in any order.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class FileRestore implements AutoCloseable {

  private FileRestore() {}

  /**
   * Begin an empty copy.
   *
   * @param root where the files will be live; need not exist
   * @param operation names the restore: lower-case letters, digits and dashes, unique
   * @return the copy; the caller closes it
   * @throws IOException if there is no place for it
   */
  public static FileRestore begin(FileRoot root, String operation) throws IOException {
    throw new UnsupportedOperationException(root + operation);
  }

  /**
   * Add a folder or a symbolic link.
   *
   * @param entry a link whose target leaves the root, and a path that does, are refused
   * @throws IOException if it could not be made
   */
  public void add(FileEntry entry) throws IOException {
    throw new UnsupportedOperationException(entry.toString());
  }

  /**
   * Add a file.
   *
   * @param entry its path, size, mode and time
   * @param content read to its end, not closed
   * @param sha256 what the content must have, 64 hexadecimal digits
   * @throws IOException if it could not be written, or size or hash differ
   */
  public void add(FileEntry entry, InputStream content, String sha256) throws IOException {
    throw new UnsupportedOperationException(entry + sha256 + content);
  }

  /**
   * Complete the copy: what the root's globs leave out of backups is carried over from the live
   * root, folders get their modes and times, everything is put on stable storage.
   *
   * @return what makes it live; the caller closes it
   * @throws IOException if that failed; nothing live was touched
   */
  public FileSwap stage() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Remove the copy unless {@link #stage} succeeded. A second call does nothing.
   *
   * @throws IOException if something could not be removed
   */
  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
