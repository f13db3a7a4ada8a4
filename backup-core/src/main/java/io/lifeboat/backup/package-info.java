/**
 * The facade: everything a host imports. Start at {@link io.lifeboat.backup.BackupManager}.
 *
 * <p>No parameter and no result is ever {@code null}.
 */
@NullMarked
package io.lifeboat.backup;

import org.jspecify.annotations.NullMarked;
