package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import java.io.IOException;
import java.util.List;

/**
 * A live root and its other copy, and the step that exchanges them.
 *
 * <p>The other copy stays beside the root, or inside it where the root is a mount point or a link,
 * in a folder {@code .lifeboat-<operation>-<root>} with a record of the steps taken, so that any
 * process can go on later. Not thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class FileSwap implements AutoCloseable {

  /** Which of the copies is live. */
  public enum State {
    /** The old files are live, the restored ones wait. */
    STAGED,
    /** The restored files are live, the old ones are kept. */
    SWAPPED,
    /** The old files are live again, the restored ones, with all changes since, are kept. */
    UNDONE
  }

  private FileSwap() {}

  /**
   * Bring a root in order after a kill, and find what is kept beside it. A copy that was not
   * complete is removed; an exchange that was not complete is taken back. May itself be killed and
   * called again. What a live process works on is left alone, and is not returned.
   *
   * @param root the root
   * @return every kept copy, oldest first; the caller closes them
   * @throws IOException if the files could not be put in order; the message says what is where
   */
  public static List<FileSwap> recover(FileRoot root) throws IOException {
    throw new UnsupportedOperationException(root.toString());
  }

  /**
   * Return the restore that made the copy.
   *
   * @return as given to {@link FileRestore#begin}
   */
  public String operation() {
    throw new UnsupportedOperationException();
  }

  /**
   * Return which copy is live.
   *
   * @return the state
   */
  public State state() {
    throw new UnsupportedOperationException();
  }

  /**
   * Make the restored files live, and keep the old ones.
   *
   * @throws IOException if that failed; the old files are live then, unless the message says
   *     otherwise
   * @throws IllegalStateException if they are live
   */
  public void swap() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Make the old files live again, and keep the restored ones.
   *
   * @throws IOException if that failed; the restored files are live then, unless the message says
   *     otherwise
   * @throws IllegalStateException unless the restored ones are live
   */
  public void undo() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Remove the copy that is not live, for good. The swap can only be closed afterwards.
   *
   * @throws IOException if something could not be removed; may be called again
   */
  public void discard() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Let go; both copies stay as they are. A second call does nothing.
   *
   * @throws IOException if something could not be released
   */
  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
