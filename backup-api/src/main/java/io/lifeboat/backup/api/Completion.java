package io.lifeboat.backup.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What making restored data live did. Immutable. */
public final class Completion {

  private final Duration heldOff;
  private final @Nullable UndoToken undo;

  private Completion(Duration heldOff, @Nullable UndoToken undo) {
    this.heldOff = Objects.requireNonNull(heldOff, "heldOff");
    this.undo = undo;
  }

  /**
   * Make a completion that can't be undone.
   *
   * @param heldOff how long the application could not use the database
   * @return the completion
   */
  public static Completion of(Duration heldOff) {
    return new Completion(heldOff, null);
  }

  /**
   * Add what undoes it.
   *
   * @param token for {@link Restorer#undo} and {@link Restorer#discard}
   * @return a new completion
   */
  public Completion withUndo(UndoToken token) {
    return new Completion(heldOff, token);
  }

  /**
   * Return how long the application could not use the database.
   *
   * @return measured by the dialect; in place, from the first change to the last
   */
  public Duration heldOff() {
    return heldOff;
  }

  /**
   * Return what undoes it.
   *
   * @return empty where {@link RestoreTraits#undo()} is false
   */
  public Optional<UndoToken> undo() {
    return Optional.ofNullable(undo);
  }
}
