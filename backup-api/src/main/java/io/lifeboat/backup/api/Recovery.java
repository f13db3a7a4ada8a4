package io.lifeboat.backup.api;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a recovery found and left: which data is live. Immutable. */
public final class Recovery {

  /** Which data is live in the target now. */
  public enum Live {
    /** Whatever was live before; the journal says nothing of this dialect. */
    UNTOUCHED,
    /** The data from before the restore, whole. */
    OLD,
    /** The restored data, whole. */
    RESTORED,
    /** Neither is known to be whole, as after a load in place that was cut off. */
    DAMAGED
  }

  private final Live live;
  private final @Nullable UndoToken undo;

  private Recovery(Live live, @Nullable UndoToken undo) {
    this.live = Objects.requireNonNull(live, "live");
    this.undo = undo;
  }

  /**
   * Say what is live, where nothing else is kept.
   *
   * @param live what is live
   * @return the result
   */
  public static Recovery of(Live live) {
    return new Recovery(live, null);
  }

  /**
   * Add what exchanges it with the copy that is kept.
   *
   * @param token for {@link Restorer#undo} and {@link Restorer#discard}
   * @return a new result
   */
  public Recovery withUndo(UndoToken token) {
    return new Recovery(live, token);
  }

  /**
   * Return which data is live.
   *
   * @return the state
   */
  public Live live() {
    return live;
  }

  /**
   * Return what exchanges it with the copy that is kept.
   *
   * @return empty where no other copy is kept
   */
  public Optional<UndoToken> undo() {
    return Optional.ofNullable(undo);
  }
}
