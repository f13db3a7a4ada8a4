/** Decides which backups are kept: rules in, a verdict with its reasons for each backup out. */
@NullMarked
package io.lifeboat.backup.retention;

import org.jspecify.annotations.NullMarked;
