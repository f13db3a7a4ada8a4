/** Storages that the core brings itself, and what reads objects as byte sources. */
@NullMarked
package io.lifeboat.backup.storage;

import org.jspecify.annotations.NullMarked;
