package io.lifeboat.backup;

import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.Catalog;
import io.lifeboat.backup.catalog.CatalogEntry;
import io.lifeboat.backup.retention.Keeper;
import io.lifeboat.backup.retention.KeptBackup;
import io.lifeboat.backup.retention.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A destination that is open.
 *
 * @param name of the destination
 * @param storage where its objects are
 * @param catalog what is there
 * @param retention what it keeps
 * @param owned whether the manager opened the storage, and closes it
 */
record Place(
    String name, StorageTarget storage, Catalog catalog, Retention retention, boolean owned) {

  /** Judges whole backups of one application; entries of anything else have no verdict. */
  List<Verdict> judge(String application, Stream<CatalogEntry> entries, Instant now) {
    return new Keeper(retention.keepRules())
        .judge(entries.flatMap(entry -> kept(entry, application).stream()).toList(), now);
  }

  private static Optional<KeptBackup> kept(CatalogEntry entry, String application) {
    if (entry.state() != CatalogEntry.State.COMPLETE) {
      return Optional.empty();
    }
    return entry
        .record()
        .filter(record -> record.origin().application().equals(application))
        .flatMap(record -> series(record).map(series -> kept(entry, record, series)));
  }

  private static KeptBackup kept(
      CatalogEntry entry, BackupRecord record, KeptBackup.Series series) {
    return new KeptBackup(
        entry.id(),
        record.created(),
        series,
        record.contents().database(),
        record.contents().files(),
        entry.storedSize(),
        entry.isPinned(),
        entry.verified().isPresent());
  }

  /** Empty for an outcome of a later release, which these rules must not judge. */
  private static Optional<KeptBackup.Series> series(BackupRecord record) {
    return Arrays.stream(KeptBackup.Series.values())
        .filter(series -> series.name().equals(record.outcome()))
        .findFirst();
  }
}
