package io.lifeboat.backup;

import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which backup to restore, and how. Immutable, but for a stream, which is read once. */
public final class RestoreRequest {

  private final Values values;

  private RestoreRequest(Values values) {
    this.values = values;
  }

  /**
   * Restore a backup of the list.
   *
   * @param id of {@link BackupSummary#id()}
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofBackup(String id) {
    return new RestoreRequest(new Values(new Source.Listed(id, Destination.PRIMARY)));
  }

  /**
   * Restore an archive that is a local file.
   *
   * @param archive read in place, not changed and not removed
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofFile(Path archive) {
    return new RestoreRequest(new Values(new Source.LocalFile(archive)));
  }

  /**
   * Restore an archive that somebody hands in. It is copied, as it is, to a private file before
   * anything is changed, so an upload that breaks off does no harm.
   *
   * @param archive read once, to its end, by the operation; the caller closes it afterwards
   * @return the request: all it holds, a safety backup first, the manager's own keys
   */
  public static RestoreRequest ofStream(InputStream archive) {
    return new RestoreRequest(new Values(new Source.HandedIn(archive)));
  }

  private RestoreRequest with(Consumer<Values> change) {
    Values next = new Values(values);
    change.accept(next);
    return new RestoreRequest(next);
  }

  /**
   * Take the backup of the list from another destination than the primary one.
   *
   * @param destination of {@link Destination#name()}
   * @return a new request
   * @throws IllegalStateException if the archive is handed in and not from a list
   */
  public RestoreRequest from(String destination) {
    if (!(values.source instanceof Source.Listed listed)) {
      throw new IllegalStateException("An archive that is handed in is at no destination.");
    }
    return with(next -> next.source = new Source.Listed(listed.id(), destination));
  }

  /**
   * Give the password of the archive. Without one, the manager's own keys are tried.
   *
   * @param value the password
   * @return a new request
   */
  public RestoreRequest withPassword(Secret value) {
    return with(next -> next.keys = next.keys.withPassword(value));
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
    return with(next -> next.keys = next.keys.withIdentities(List.of(value)));
  }

  /**
   * Say who asked.
   *
   * @param value a user's name in the host's terms
   * @return a new request
   */
  public RestoreRequest withRequestedBy(String value) {
    return with(next -> next.requestedBy = Objects.requireNonNull(value, "requestedBy"));
  }

  /**
   * Leave the files as they are.
   *
   * @return a new request
   */
  public RestoreRequest withoutFiles() {
    return with(next -> next.files = false);
  }

  /**
   * Leave the database as it is.
   *
   * @return a new request
   */
  public RestoreRequest withoutDatabase() {
    return with(next -> next.database = false);
  }

  /**
   * Make no safety backup. After a load in place, what is there now is then gone for good, and a
   * failed load leaves a damaged database.
   *
   * @return a new request
   */
  public RestoreRequest withoutSafetyBackup() {
    return with(next -> next.safetyBackup = false);
  }

  /**
   * Load the database beside the live one and exchange both in one short step, or refuse. This is
   * what is done by default where the dialect and the user's privileges allow it.
   *
   * @return a new request
   */
  public RestoreRequest swapped() {
    return with(next -> next.mode = RestoreMode.SWAP);
  }

  /**
   * Load the database over the live one, which can't be used meanwhile. Needs less room and fewer
   * privileges, and can't be undone but by restoring the safety backup.
   *
   * @return a new request
   */
  public RestoreRequest inPlace() {
    return with(next -> next.mode = RestoreMode.IN_PLACE);
  }

  /**
   * Load the database into one of another name, and leave everything that is live as it is: a
   * clone, without the files.
   *
   * @param name of a database or schema that does not exist yet, not quoted
   * @return a new request
   */
  public RestoreRequest into(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The place to restore into has a name.");
    }
    return with(
        next -> {
          next.mode = RestoreMode.INTO;
          next.into = name;
          next.files = false;
          next.safetyBackup = false;
        });
  }

  /**
   * Compare what was loaded with the archive row by row, by a hash of each table's content, and not
   * only by the number of rows. Every table is read once more for it, where the dialect can.
   *
   * @return a new request
   */
  public RestoreRequest provingRows() {
    return with(next -> next.prove = Prove.ROWS);
  }

  /**
   * Add options of the dialect.
   *
   * @param value of the class that the dialect's provider documents
   * @return a new request
   */
  public RestoreRequest withDialectOptions(DialectOptions value) {
    return with(next -> next.dialect = Objects.requireNonNull(value, "dialect"));
  }

  /**
   * Listen to the progress.
   *
   * @param value called on the operation's own threads
   * @return a new request
   */
  public RestoreRequest withListener(ProgressListener value) {
    return with(next -> next.listener = Objects.requireNonNull(value, "listener"));
  }

  Source source() {
    return values.source;
  }

  CodecKeys keys() {
    return values.keys;
  }

  String requestedBy() {
    return values.requestedBy;
  }

  boolean database() {
    return values.database;
  }

  boolean files() {
    return values.files;
  }

  boolean safetyBackup() {
    return values.safetyBackup;
  }

  /** What was asked for; empty leaves it to what is possible. */
  Optional<RestoreMode> mode() {
    return Optional.ofNullable(values.mode);
  }

  /** The name for {@link RestoreMode#INTO}; empty in other modes. */
  String into() {
    return values.into;
  }

  Prove prove() {
    return values.prove;
  }

  Optional<DialectOptions> dialect() {
    return Optional.ofNullable(values.dialect);
  }

  ProgressListener listener() {
    return values.listener;
  }

  /** Where the archive is. */
  sealed interface Source {

    record Listed(String id, String destination) implements Source {}

    record LocalFile(Path path) implements Source {}

    record HandedIn(InputStream stream) implements Source {}
  }

  /** What a request holds; changed only before the request is made. */
  private static final class Values {

    private Source source;
    private CodecKeys keys = CodecKeys.none();
    private String requestedBy = "";
    private boolean database = true;
    private boolean files = true;
    private boolean safetyBackup = true;
    private @Nullable RestoreMode mode;
    private String into = "";
    private Prove prove = Prove.COUNTS;
    private @Nullable DialectOptions dialect;
    private ProgressListener listener = ProgressListener.NONE;

    Values(Source source) {
      this.source = Objects.requireNonNull(source, "source");
    }

    Values(Values other) {
      source = other.source;
      keys = other.keys;
      requestedBy = other.requestedBy;
      database = other.database;
      files = other.files;
      safetyBackup = other.safetyBackup;
      mode = other.mode;
      into = other.into;
      prove = other.prove;
      dialect = other.dialect;
      listener = other.listener;
    }
  }
}
