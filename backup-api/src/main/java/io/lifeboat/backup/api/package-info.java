/**
 * What a dialect, a storage and a codec promise, and the values they exchange with the core.
 *
 * <p>No parameter and no result is ever {@code null}; what may be absent is an {@link
 * java.util.Optional} or has a documented empty value.
 */
@NullMarked
package io.lifeboat.backup.api;

import org.jspecify.annotations.NullMarked;
