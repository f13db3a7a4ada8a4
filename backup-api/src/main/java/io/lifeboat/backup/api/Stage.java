package io.lifeboat.backup.api;

/**
 * When a part is restored. Stages follow each other in the order of declaration.
 *
 * <p>FINISH parts of a group start when the DATA parts of that group are applied; FINISH parts
 * without a group start after all groups, one after the other, in the order of the description.
 * SCHEMA parts are applied one after the other, in the order of the description.
 */
public enum Stage {
  /** What must exist before rows can be loaded. */
  SCHEMA,
  /** Rows, in any order. */
  DATA,
  /** What is better, or only, done when the rows are there. */
  FINISH
}
