/**
 * The archive: one tar of independent frames, its index and its locator. Format version 1 is
 * described in docs/archive-format.md.
 */
@NullMarked
package io.lifeboat.backup.archive;

import org.jspecify.annotations.NullMarked;
