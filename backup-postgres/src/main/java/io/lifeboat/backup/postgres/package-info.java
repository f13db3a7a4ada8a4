/** PostgreSQL: parallel rows under one snapshot, everything else by the vendor's own client. */
@NullMarked
package io.lifeboat.backup.postgres;

import org.jspecify.annotations.NullMarked;
