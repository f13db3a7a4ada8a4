package io.lifeboat.backup;

import java.util.Objects;

/** What to back up, and what to write beside it. Immutable. */
public final class BackupRequest {

  private static final int MAX_DESCRIPTION = 1000;
  private static final BackupRequest DEFAULTS =
      new BackupRequest("", "", true, true, ProgressListener.NONE);

  private final String description;
  private final String requestedBy;
  private final boolean database;
  private final boolean files;
  private final ProgressListener listener;

  private BackupRequest(
      String description,
      String requestedBy,
      boolean database,
      boolean files,
      ProgressListener listener) {
    this.description = Objects.requireNonNull(description, "description");
    this.requestedBy = Objects.requireNonNull(requestedBy, "requestedBy");
    this.database = database;
    this.files = files;
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * Ask for all the manager knows: its database and its file roots.
   *
   * @return the request
   */
  public static BackupRequest everything() {
    return DEFAULTS;
  }

  /**
   * Add words for the list.
   *
   * @param value up to 1,000 characters
   * @return a new request
   */
  public BackupRequest withDescription(String value) {
    if (value.length() > MAX_DESCRIPTION) {
      throw new IllegalArgumentException(
          "A description has at most " + MAX_DESCRIPTION + " characters, not " + value.length());
    }
    return new BackupRequest(value, requestedBy, database, files, listener);
  }

  /**
   * Say who asked.
   *
   * @param value a user's name in the host's terms; readable beside the archive
   * @return a new request
   */
  public BackupRequest withRequestedBy(String value) {
    return new BackupRequest(description, value, database, files, listener);
  }

  /**
   * Leave the uploaded files out.
   *
   * @return a new request
   */
  public BackupRequest withoutFiles() {
    return new BackupRequest(description, requestedBy, database, false, listener);
  }

  /**
   * Leave the database out.
   *
   * @return a new request
   */
  public BackupRequest withoutDatabase() {
    return new BackupRequest(description, requestedBy, false, files, listener);
  }

  /**
   * Listen to the progress.
   *
   * @param value called on the operation's own threads
   * @return a new request
   */
  public BackupRequest withListener(ProgressListener value) {
    return new BackupRequest(description, requestedBy, database, files, value);
  }

  String description() {
    return description;
  }

  String requestedBy() {
    return requestedBy;
  }

  boolean database() {
    return database;
  }

  boolean files() {
    return files;
  }

  ProgressListener listener() {
    return listener;
  }
}
