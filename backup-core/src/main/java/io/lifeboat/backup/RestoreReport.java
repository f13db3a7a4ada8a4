package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a restore did. Immutable. */
public final class RestoreReport {

  private final String backupId;
  private final @Nullable String safetyBackup;
  private final long rows;
  private final int tables;
  private final long files;
  private final Duration heldOff;
  private final @Nullable PendingUndo undo;
  private final List<Finding> findings;
  private final Duration took;

  RestoreReport(
      String backupId,
      @Nullable String safetyBackup,
      long rows,
      int tables,
      long files,
      Duration heldOff,
      @Nullable PendingUndo undo,
      List<Finding> findings,
      Duration took) {
    this.backupId = Objects.requireNonNull(backupId, "backupId");
    this.safetyBackup = safetyBackup;
    this.rows = rows;
    this.tables = tables;
    this.files = files;
    this.heldOff = Objects.requireNonNull(heldOff, "heldOff");
    this.undo = undo;
    this.findings = List.copyOf(findings);
    this.took = Objects.requireNonNull(took, "took");
  }

  /**
   * Return the id that the archive carries.
   *
   * @return the id of the backup that was restored
   */
  public String backupId() {
    return backupId;
  }

  /**
   * Return the backup that was made of what was there before.
   *
   * @return its id; empty if none was asked for
   */
  public Optional<String> safetyBackup() {
    return Optional.ofNullable(safetyBackup);
  }

  /**
   * Return the number of rows, counted in the database after loading and equal to the archive's.
   *
   * @return rows of all tables
   */
  public long rows() {
    return rows;
  }

  /**
   * Return the number of tables whose rows were counted.
   *
   * @return tables
   */
  public int tables() {
    return tables;
  }

  /**
   * Return the number of files, each equal in size and hash to the archive's.
   *
   * @return regular files of all roots
   */
  public long files() {
    return files;
  }

  /**
   * Return how long the application could not use its data.
   *
   * @return from the first change of live data to the last; with an exchange, the exchange of
   *     database and files; in place, the whole load
   */
  public Duration heldOff() {
    return heldOff;
  }

  /**
   * Return what {@link BackupManager#undo} would exchange back.
   *
   * @return empty where nothing is kept, as after a load in place
   */
  public Optional<PendingUndo> pendingUndo() {
    return Optional.ofNullable(undo);
  }

  /**
   * Return what was noted on the way.
   *
   * @return unmodifiable
   */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * Return how long it took.
   *
   * @return from the request to the end
   */
  public Duration took() {
    return took;
  }
}
