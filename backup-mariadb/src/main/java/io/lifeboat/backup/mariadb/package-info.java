/** MariaDB: a dialect that drives MariaDB's own client programs. */
@NullMarked
package io.lifeboat.backup.mariadb;

import org.jspecify.annotations.NullMarked;
