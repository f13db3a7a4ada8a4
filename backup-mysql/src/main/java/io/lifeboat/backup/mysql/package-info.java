/** MySQL: a dialect that drives MySQL's own client programs. */
@NullMarked
package io.lifeboat.backup.mysql;

import org.jspecify.annotations.NullMarked;
