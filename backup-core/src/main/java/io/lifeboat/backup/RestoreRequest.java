package io.lifeboat.backup;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which backup to restore, and how. Immutable, but for a stream, which is read once. */
public final class RestoreRequest {

  private final Source source;
  private final CodecKeys keys;
  private final String requestedBy;
  private final boolean database;
  private final boolean files;
  private final boolean safetyBackup;
  private final @Nullable DialectOptions dialect;
  private final ProgressListener listener;

  private RestoreRequest(
      Source source,
      CodecKeys keys,
      String requestedBy,
      boolean database,
      boolean files,
      boolean safetyBackup,
      @Nullable DialectOptions dialect,
      ProgressListener listener) {
    this.source = Objects.requireNonNull(source, "source");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.requestedBy = Objects.requireNonNull(requestedBy, "requestedBy");
    this.database = database;
    this.files = files;
    this.safetyBackup = safetyBackup;
    this.dialect = dialect;
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * Restore a backup of the list.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofBackup(String id) {
    return of(new Source.Listed(id, Destination.PRIMARY));
  }

  /**
   * Restore an archive that is a local file.
   *
   * @param archive read in place, not changed and not removed
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofFile(Path archive) {
    return of(new Source.LocalFile(archive));
  }

  /**
   * Restore an archive that somebody hands in. It is copied, as it is, to a private file before
   * anything is changed, so an upload that breaks off does no harm.
   *
   * @param archive read once, to its end, by the operation; the caller closes it afterwards
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofStream(InputStream archive) {
    return of(new Source.HandedIn(archive));
  }

  private static RestoreRequest of(Source source) {
    return new RestoreRequest(
        source, CodecKeys.none(), "", true, true, true, null, ProgressListener.NONE);
  }

  /**
   * Take the backup of the list from another destination than the primary one.
   *
   * @param destination of {@link Destination#name()}
   * @return a new request
   * @throws IllegalStateException if the archive is handed in and not from a list
   */
  public RestoreRequest from(String destination) {
    if (!(source instanceof Source.Listed listed)) {
      throw new IllegalStateException("An archive that is handed in is at no destination.");
    }
    return new RestoreRequest(
        new Source.Listed(listed.id(), destination),
        keys,
        requestedBy,
        database,
        files,
        safetyBackup,
        dialect,
        listener);
  }

  /**
   * Give the password of the archive. Without one, the manager's own keys are tried.
   *
   * @param value the password
   * @return a new request
   */
  public RestoreRequest withPassword(Secret value) {
    return withKeys(keys.withPassword(value));
  }

  /**
   * Give the password of the archive as a string; see {@link #withPassword(Secret)}.
   *
   * @param value the password
   * @return a new request
   */
  public RestoreRequest withPassword(String value) {
    return withPassword(Secret.of(value));
  }

  /**
   * Give private keys for the archive. Without any, the manager's own are tried.
   *
   * @param value {@code AGE-SECRET-KEY-1…}
   * @return a new request
   */
  public RestoreRequest withIdentities(Secret... value) {
    return withKeys(keys.withIdentities(List.of(value)));
  }

  private RestoreRequest withKeys(CodecKeys value) {
    return new RestoreRequest(
        source, value, requestedBy, database, files, safetyBackup, dialect, listener);
  }

  /**
   * Say who asked.
   *
   * @param value a user's name in the host's terms
   * @return a new request
   */
  public RestoreRequest withRequestedBy(String value) {
    return new RestoreRequest(
        source, keys, value, database, files, safetyBackup, dialect, listener);
  }

  /**
   * Leave the files as they are.
   *
   * @return a new request
   */
  public RestoreRequest withoutFiles() {
    return new RestoreRequest(
        source, keys, requestedBy, database, false, safetyBackup, dialect, listener);
  }

  /**
   * Leave the database as it is.
   *
   * @return a new request
   */
  public RestoreRequest withoutDatabase() {
    return new RestoreRequest(
        source, keys, requestedBy, false, files, safetyBackup, dialect, listener);
  }

  /**
   * Make no safety backup. What is there now is then gone for good, and a failed load leaves a
   * damaged database.
   *
   * @return a new request
   */
  public RestoreRequest withoutSafetyBackup() {
    return new RestoreRequest(source, keys, requestedBy, database, files, false, dialect, listener);
  }

  /**
   * Add options of the dialect.
   *
   * @param value of the class that the dialect's provider documents
   * @return a new request
   */
  public RestoreRequest withDialectOptions(DialectOptions value) {
    return new RestoreRequest(
        source, keys, requestedBy, database, files, safetyBackup, value, listener);
  }

  /**
   * Listen to the progress.
   *
   * @param value called on the operation's own threads
   * @return a new request
   */
  public RestoreRequest withListener(ProgressListener value) {
    return new RestoreRequest(
        source, keys, requestedBy, database, files, safetyBackup, dialect, value);
  }

  Source source() {
    return source;
  }

  CodecKeys keys() {
    return keys;
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

  boolean safetyBackup() {
    return safetyBackup;
  }

  Optional<DialectOptions> dialect() {
    return Optional.ofNullable(dialect);
  }

  ProgressListener listener() {
    return listener;
  }

  /** Where the archive is. */
  sealed interface Source {

    record Listed(String id, String destination) implements Source {}

    record LocalFile(Path path) implements Source {}

    record HandedIn(InputStream stream) implements Source {}
  }
}
