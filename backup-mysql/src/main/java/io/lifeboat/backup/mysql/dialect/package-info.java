/**
 * What MySQL and MariaDB have in common when they are driven through their own client programs; for
 * the two dialects only.
 */
@NullMarked
package io.lifeboat.backup.mysql.dialect;

import org.jspecify.annotations.NullMarked;
