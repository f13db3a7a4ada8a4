/** Backs up and restores PostgreSQL: one snapshot, every object, parallel rows. Not built yet. */
package io.lifeboat.backup.postgres;
