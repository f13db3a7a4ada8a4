/** S3 and what speaks its protocol, as a storage. */
@NullMarked
package io.lifeboat.backup.storage.s3;

import org.jspecify.annotations.NullMarked;
