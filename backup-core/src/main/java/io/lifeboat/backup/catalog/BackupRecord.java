package io.lifeboat.backup.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.lifeboat.backup.api.ObjectKey;
import java.time.Instant;
import java.util.Objects;

/**
 * What is written beside an archive, once, for everybody who lists: no secrets.
 *
 * @param format level of this record, {@link #FORMAT}
 * @param id of the backup
 * @param archive key of the archive
 * @param created when the snapshot was taken, UTC
 * @param finished when the archive became visible, UTC
 * @param outcome {@code SUCCESS} or {@code PARTIAL}
 * @param size of the archive as it is stored, in bytes
 * @param envelope what is around the tar
 * @param origin where it comes from
 * @param contents what is in it
 * @param requestedBy who asked; may be empty
 * @param description words for people; may be empty
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupRecord(
    int format,
    String id,
    ObjectKey archive,
    Instant created,
    Instant finished,
    String outcome,
    long size,
    Envelope envelope,
    Origin origin,
    Contents contents,
    String requestedBy,
    String description) {

  /** The level of records that this release writes. */
  public static final int FORMAT = 1;

  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if the id is none, or the format a later one
   */
  public BackupRecord {
    if (format < 1 || format > FORMAT) {
      throw new IllegalArgumentException(
          "The record has format " + format + "; this release reads up to " + FORMAT + ".");
    }
    if (!BackupName.isId(id)) {
      throw new IllegalArgumentException("Not an id of a backup: '" + id + "'");
    }
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(finished, "finished");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(contents, "contents");
    Objects.requireNonNull(requestedBy, "requestedBy");
    Objects.requireNonNull(description, "description");
  }

  /**
   * Say where a copy of the archive is.
   *
   * @param key of the copy
   * @return the record of the copy
   */
  public BackupRecord withArchive(ObjectKey key) {
    return new BackupRecord(
        format,
        id,
        key,
        created,
        finished,
        outcome,
        size,
        envelope,
        origin,
        contents,
        requestedBy,
        description);
  }

  /**
   * What is around the tar.
   *
   * @param codec id of the codec; empty for a plain archive
   * @param headerSize bytes of its header
   * @param headerSha256 of the header
   * @param payloadSha256 of everything after it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Envelope(String codec, long headerSize, String headerSha256, String payloadSha256) {

    /** Checks that nothing is missing. */
    public Envelope {
      Objects.requireNonNull(codec, "codec");
      Objects.requireNonNull(headerSha256, "headerSha256");
      Objects.requireNonNull(payloadSha256, "payloadSha256");
    }
  }

  /**
   * Where a backup comes from.
   *
   * @param application name of the host
   * @param applicationVersion version of the host
   * @param library version of Lifeboat
   * @param dialect of the database; empty if there is none in it
   * @param serverVersion of the database server; empty if there is none in it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Origin(
      String application,
      String applicationVersion,
      String library,
      String dialect,
      String serverVersion) {

    /** Checks that nothing is missing. */
    public Origin {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(applicationVersion, "applicationVersion");
      Objects.requireNonNull(library, "library");
      Objects.requireNonNull(dialect, "dialect");
      Objects.requireNonNull(serverVersion, "serverVersion");
    }
  }

  /**
   * What is in a backup.
   *
   * @param database whether a database is in it
   * @param files whether file roots are in it, if only empty ones
   * @param rows of all tables
   * @param fileCount regular files
   * @param rawBytes of database and files before compression
   * @param problems files that should be in it and are not
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Contents(
      boolean database, boolean files, long rows, long fileCount, long rawBytes, long problems) {}
}
