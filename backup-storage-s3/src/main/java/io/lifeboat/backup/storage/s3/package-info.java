/** Keeps backups in S3 and in storages that speak its protocol. Not built yet. */
package io.lifeboat.backup.storage.s3;
