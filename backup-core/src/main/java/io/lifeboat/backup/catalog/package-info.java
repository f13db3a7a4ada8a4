/** The records beside the archives: what a storage holds, told without opening an archive. */
@NullMarked
package io.lifeboat.backup.catalog;

import org.jspecify.annotations.NullMarked;
