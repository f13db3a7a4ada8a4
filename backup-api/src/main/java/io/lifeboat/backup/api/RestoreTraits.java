package io.lifeboat.backup.api;

import java.util.Set;

/**
 * What a dialect's restore can do.
 *
 * @param modes the modes it has, at least one
 * @param inPlaceTransactional whether a failed restore in place leaves the target as it was; if
 *     not, the core brings the safety backup back
 * @param undo whether a completed restore keeps the old data and can exchange it back
 */
public record RestoreTraits(Set<RestoreMode> modes, boolean inPlaceTransactional, boolean undo) {

  /**
   * Copies the modes.
   *
   * @param modes see above
   * @param inPlaceTransactional see above
   * @param undo see above
   */
  public RestoreTraits {
    modes = Set.copyOf(modes);
    if (modes.isEmpty()) {
      throw new IllegalArgumentException("A restorer has at least one mode.");
    }
  }
}
