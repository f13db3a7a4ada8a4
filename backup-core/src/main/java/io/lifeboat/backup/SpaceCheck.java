package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.catalog.BackupRecord;
import io.lifeboat.backup.catalog.CatalogEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Compares what destinations have free with what the newest whole backup took. */
final class SpaceCheck {

  private final Setup setup;

  SpaceCheck(Setup setup) {
    this.setup = setup;
  }

  /**
   * Returns a warning for each destination whose room may not suffice; none where it can't tell.
   */
  List<Finding> findings() throws IOException {
    List<Finding> findings = new ArrayList<>();
    OptionalLong size = OptionalLong.empty();
    for (Place place : setup.places()) {
      OptionalLong free = place.storage().freeBytes();
      if (free.isEmpty()) {
        continue;
      }
      if (size.isEmpty()) {
        size = newest();
      }
      if (size.orElse(0) > free.getAsLong()) {
        findings.add(warning(place, size.orElse(0), free.getAsLong()));
      }
    }
    return findings;
  }

  /** The size of the newest whole backup of this application; zero if there is none. */
  private OptionalLong newest() throws IOException {
    for (CatalogEntry entry : setup.catalog().list()) {
      if (entry.state() == CatalogEntry.State.COMPLETE
          && entry.record().filter(this::isWholeAndOurs).isPresent()) {
        return OptionalLong.of(entry.storedSize());
      }
    }
    return OptionalLong.of(0);
  }

  private boolean isWholeAndOurs(BackupRecord record) {
    return record.outcome().equals(BackupOutcome.SUCCESS.name())
        && record.origin().application().equals(setup.application().name());
  }

  private static Finding warning(Place place, long size, long free) {
    return Finding.warning(
        "storage.space",
        "The destination '%s' has %s free; the newest backup took %s."
            .formatted(place.name(), text(free), text(size)),
        "Make room, remove backups, keep fewer of them, or raise the quota; else the next backup may fail.");
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }
}
