package io.lifeboat.backup.archive;

/** Where the content of an entry is. */
record ContentLocation(long offset) {}
