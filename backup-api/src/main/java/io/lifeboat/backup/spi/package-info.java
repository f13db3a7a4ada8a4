/** Providers of dialects, storages and codecs, found by {@link java.util.ServiceLoader}. */
@NullMarked
package io.lifeboat.backup.spi;

import org.jspecify.annotations.NullMarked;
