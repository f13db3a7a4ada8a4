package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A live root and its other copy, and the step that exchanges them.
 *
 * <p>The other copy stays beside the root, or inside it where the root is a mount point or a link,
 * in a folder {@code .lifeboat-<operation>.<root>} with a record of the steps taken, so that any
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

  private final FileRoot root;
  private final SwapPlace place;
  private boolean discarded;

  private FileSwap(FileRoot root, SwapPlace place) {
    this.root = root;
    this.place = place;
  }

  /** Declares a copy complete. */
  static FileSwap staged(FileRoot root, SwapPlace place) throws IOException {
    place.write(Step.STAGED);
    return new FileSwap(root, place);
  }

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
    return recover(root, SwapPlace.RENAME);
  }

  static List<FileSwap> recover(FileRoot root, SwapPlace.Rename rename) throws IOException {
    List<FileSwap> kept = new ArrayList<>();
    List<SwapPlace> places = SwapPlace.abandoned(root, rename);
    boolean done = false;
    try {
      for (SwapPlace place : places) {
        FileSwap swap = new FileSwap(root, place);
        if (swap.takeBack()) {
          kept.add(swap);
        } else {
          place.remove();
        }
      }
      done = true;
      return kept;
    } finally {
      if (!done) {
        for (SwapPlace place : places) {
          place.release();
        }
      }
    }
  }

  /**
   * Return the restore that made the copy.
   *
   * @return as given to {@link FileRestore#begin}
   */
  public String operation() {
    return place.operation();
  }

  /**
   * Return which copy is live.
   *
   * @return the state
   */
  public State state() {
    try {
      return switch (place.step()) {
        case INCOMPLETE, STAGED, SWAP_OUT, SWAP_IN -> State.STAGED;
        case SWAPPED, UNDO_OUT, UNDO_IN -> State.SWAPPED;
        case UNDONE, REDO_OUT, REDO_IN -> State.UNDONE;
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Make the restored files live, and keep the old ones.
   *
   * @throws IOException if that failed; the old files are live then, unless the message says
   *     otherwise
   * @throws IllegalStateException if they are live
   */
  public void swap() throws IOException {
    switch (state()) {
      case STAGED ->
          exchange(Step.SWAP_OUT, Step.SWAP_IN, Step.SWAPPED, place.old(), place.restored());
      case UNDONE ->
          exchange(Step.REDO_OUT, Step.REDO_IN, Step.SWAPPED, place.old(), place.restored());
      case SWAPPED ->
          throw new IllegalStateException("The restored files of " + root + " are live already.");
    }
  }

  /**
   * Make the old files live again, and keep the restored ones.
   *
   * @throws IOException if that failed; the restored files are live then, unless the message says
   *     otherwise
   * @throws IllegalStateException unless the restored ones are live
   */
  public void undo() throws IOException {
    if (state() != State.SWAPPED) {
      throw new IllegalStateException("The restored files of " + root + " are not live.");
    }
    exchange(Step.UNDO_OUT, Step.UNDO_IN, Step.UNDONE, place.restored(), place.old());
  }

  /**
   * Remove the copy that is not live, for good. The swap can only be closed afterwards. An exchange
   * that was not complete is taken back first, so that what is removed is never what belongs there.
   *
   * @throws IOException if something could not be removed, or nothing was since an exchange could
   *     not be taken back; may be called again
   */
  public void discard() throws IOException {
    takeBack();
    place.remove();
    discarded = true;
  }

  /**
   * Let go; both copies stay as they are. A second call does nothing.
   *
   * @throws IOException if something could not be released
   */
  @Override
  public void close() throws IOException {
    if (!discarded) {
      place.release();
    }
  }

  private void exchange(Step out, Step in, Step done, Path outgoing, Path incoming)
      throws IOException {
    try {
      place.write(out);
      place.moveOut(outgoing);
      place.write(in);
      place.moveIn(incoming);
      place.write(done);
    } catch (IOException e) {
      try {
        takeBack();
      } catch (IOException second) {
        e.addSuppressed(second);
        throw new IOException(
            "The files of %s could be exchanged neither forth nor back. The old ones are in %s, the restored ones in %s, as far as they are not in the root."
                .formatted(root, place.old(), place.restored()),
            e);
      }
      throw e;
    }
  }

  /** Takes an exchange back that was not complete; false if the copy itself is not complete. */
  private boolean takeBack() throws IOException {
    switch (place.step()) {
      case INCOMPLETE -> {
        return false;
      }
      case SWAP_OUT -> undoOut(place.old(), Step.STAGED);
      case SWAP_IN -> undoIn(place.old(), place.restored(), Step.SWAP_OUT, Step.STAGED);
      case UNDO_OUT -> undoOut(place.restored(), Step.SWAPPED);
      case UNDO_IN -> undoIn(place.restored(), place.old(), Step.UNDO_OUT, Step.SWAPPED);
      case REDO_OUT -> undoOut(place.old(), Step.UNDONE);
      case REDO_IN -> undoIn(place.old(), place.restored(), Step.REDO_OUT, Step.UNDONE);
      case STAGED, SWAPPED, UNDONE -> {}
    }
    return true;
  }

  private void undoOut(Path outgoing, Step before) throws IOException {
    place.moveBack(outgoing);
    place.write(before);
  }

  /** What was moved in is out again before anything is moved back: one must not mix with both. */
  private void undoIn(Path outgoing, Path incoming, Step out, Step before) throws IOException {
    place.takeLiveTo(incoming);
    place.write(out);
    undoOut(outgoing, before);
  }

  /** What a copy is, as its record says. */
  enum Step {
    /** Being built, or being removed: no copy that can be used. */
    INCOMPLETE,
    STAGED,
    SWAP_OUT,
    SWAP_IN,
    SWAPPED,
    UNDO_OUT,
    UNDO_IN,
    UNDONE,
    REDO_OUT,
    REDO_IN
  }
}
