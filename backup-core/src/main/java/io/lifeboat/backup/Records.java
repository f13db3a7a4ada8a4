package io.lifeboat.backup;

import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.archive.ArchiveSummary;
import io.lifeboat.backup.archive.ArchiveTotals;
import io.lifeboat.backup.archive.Manifest;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.Catalog;
import io.lifeboat.backup.catalog.CatalogEntry;
import java.io.IOException;
import java.time.Instant;

/** Makes and finds the records of backups. */
final class Records {

  private Records() {}

  static BackupRecord of(
      Manifest manifest,
      ArchiveSummary summary,
      ObjectInfo object,
      BackupRecord.Envelope envelope,
      BackupRequest request,
      Instant finished) {
    ArchiveTotals totals = summary.totals();
    return new BackupRecord(
        BackupRecord.FORMAT,
        manifest.id(),
        object.key(),
        manifest.created(),
        finished,
        summary.outcome().name(),
        object.size(),
        envelope,
        new BackupRecord.Origin(
            manifest.application(),
            manifest.applicationVersion(),
            manifest.libraryVersion(),
            manifest.database().map(DumpDescription::dialect).orElse(""),
            manifest.database().map(DumpDescription::serverVersion).orElse("")),
        new BackupRecord.Contents(
            manifest.database().isPresent(),
            manifest.files().isPresent(),
            totals.rows(),
            totals.files(),
            totals.rawBytes(),
            totals.missing()),
        request.requestedBy(),
        request.description());
  }

  /** Returns the record of a whole backup, or says what is there instead. */
  static BackupRecord require(Catalog catalog, String id) throws IOException {
    CatalogEntry entry =
        catalog
            .find(id)
            .orElseThrow(
                () -> new BackupNotFoundException("There is no backup '" + id + "'.", null));
    String instead =
        switch (entry.state()) {
          case COMPLETE -> "";
          case NO_RECORD ->
              "has no record: the backup was cut off before it was complete, or its deletion was.";
          case NO_ARCHIVE -> "has a record and no archive.";
          case SIZE_MISMATCH ->
              "has an archive of %d bytes; its record says another size."
                  .formatted(entry.storedSize());
          case UNREADABLE_RECORD -> "has a record that can't be read.";
        };
    if (!instead.isEmpty()) {
      throw new BackupNotFoundException("The backup '%s' %s".formatted(id, instead), null);
    }
    return entry.record().orElseThrow();
  }
}
