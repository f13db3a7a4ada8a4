/** Compression of members with zstd, and encryption of whole archives in the age format. */
@NullMarked
package io.lifeboat.backup.codec;

import org.jspecify.annotations.NullMarked;
