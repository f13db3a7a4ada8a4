package io.lifeboat.backup;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.Secret;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which backup is proven by restoring it, and where. Immutable. */
public final class DrillRequest {

  /** The database never gets this name: it is dropped before. */
  private static final String SCRATCH = "lifeboat-drill";

  private final String id;
  private final String destination;
  private final RestoreRequest restore;
  private final @Nullable DatabaseEndpoint at;

  private DrillRequest(
      String id, String destination, RestoreRequest restore, @Nullable DatabaseEndpoint at) {
    this.id = Objects.requireNonNull(id, "id");
    this.destination = Objects.requireNonNull(destination, "destination");
    this.restore = restore;
    this.at = at;
  }

  /**
   * Prove a backup of the list.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the request: from the primary destination, with the manager's own keys, beside the
   *     manager's own database
   */
  public static DrillRequest ofBackup(String id) {
    return new DrillRequest(
        id, Destination.PRIMARY, RestoreRequest.ofBackup(id).into(SCRATCH).provingRows(), null);
  }

  /**
   * Prove the copy at another destination.
   *
   * @param name of {@link Destination#name()}
   * @return a new request
   */
  public DrillRequest from(String name) {
    return new DrillRequest(id, name, restore.from(name), at);
  }

  /**
   * Load the scratch database on another server.
   *
   * @param endpoint of the same dialect; its database exists, and the scratch database is made
   *     beside it
   * @return a new request
   */
  public DrillRequest at(DatabaseEndpoint endpoint) {
    return new DrillRequest(id, destination, restore, Objects.requireNonNull(endpoint, "endpoint"));
  }

  /**
   * Give the password of the archive. Without one, the manager's own keys are tried.
   *
   * @param value the password
   * @return a new request
   */
  public DrillRequest withPassword(Secret value) {
    return new DrillRequest(id, destination, restore.withPassword(value), at);
  }

  /**
   * Say who asked.
   *
   * @param value a user's name in the host's terms; readable beside the archive
   * @return a new request
   */
  public DrillRequest withRequestedBy(String value) {
    return new DrillRequest(id, destination, restore.withRequestedBy(value), at);
  }

  /**
   * Add options of the dialect.
   *
   * @param value of the class that the dialect's provider documents
   * @return a new request
   */
  public DrillRequest withDialectOptions(DialectOptions value) {
    return new DrillRequest(id, destination, restore.withDialectOptions(value), at);
  }

  /**
   * Listen to the progress.
   *
   * @param value called on the operation's own threads
   * @return a new request
   */
  public DrillRequest withListener(ProgressListener value) {
    return new DrillRequest(id, destination, restore.withListener(value), at);
  }

  String id() {
    return id;
  }

  String destination() {
    return destination;
  }

  RestoreRequest restore() {
    return restore;
  }

  Optional<DatabaseEndpoint> at() {
    return Optional.ofNullable(at);
  }

  ProgressListener listener() {
    return restore.listener();
  }
}
