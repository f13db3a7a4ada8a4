package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpDescription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an archive is, known before its first byte. Holds no secrets. Immutable.
 *
 * <p>Made by {@link #of} and withers, so that it can grow.
 */
public final class Manifest {

  private final String id;
  private final Instant created;
  private final String libraryVersion;
  private final String application;
  private final String applicationVersion;
  private final Map<String, String> hostAttributes;
  private final @Nullable DumpDescription database;
  private final @Nullable List<ArchivedRoot> files;

  private Manifest(
      String id,
      Instant created,
      String libraryVersion,
      String application,
      String applicationVersion,
      Map<String, String> hostAttributes,
      @Nullable DumpDescription database,
      @Nullable List<ArchivedRoot> files) {
    this.id = Objects.requireNonNull(id, "id");
    this.created = Objects.requireNonNull(created, "created");
    this.libraryVersion = Objects.requireNonNull(libraryVersion, "libraryVersion");
    this.application = Objects.requireNonNull(application, "application");
    this.applicationVersion = Objects.requireNonNull(applicationVersion, "applicationVersion");
    this.hostAttributes = Map.copyOf(hostAttributes);
    this.database = database;
    this.files = files == null ? null : List.copyOf(files);
    if (files != null
        && files.stream().map(ArchivedRoot::name).distinct().count() != files.size()) {
      throw new IllegalArgumentException("Two file roots have the same name: " + files);
    }
  }

  /**
   * Describe an archive.
   *
   * @param id of the backup
   * @param created when it was begun
   * @param libraryVersion of what writes it
   * @return the manifest, without application, database and files
   */
  public static Manifest of(String id, Instant created, String libraryVersion) {
    return new Manifest(id, created, libraryVersion, "", "", Map.of(), null, null);
  }

  /**
   * Say which application it belongs to.
   *
   * @param name of the application; empty if it has none
   * @param version of the application; empty if it has none
   * @param attributes what must be equal where it is restored, such as schema, table prefix and
   *     underscored
   * @return a new manifest
   */
  public Manifest withHost(String name, String version, Map<String, String> attributes) {
    return new Manifest(id, created, libraryVersion, name, version, attributes, database, files);
  }

  /**
   * Say that it holds a dump.
   *
   * @param value the dump; each of its parts will be in the archive
   * @return a new manifest
   */
  public Manifest withDatabase(DumpDescription value) {
    return new Manifest(
        id, created, libraryVersion, application, applicationVersion, hostAttributes, value, files);
  }

  /**
   * Say that it holds files.
   *
   * @param roots the roots, in order; may be none
   * @return a new manifest
   * @throws IllegalArgumentException if two have the same name
   */
  public Manifest withFiles(List<ArchivedRoot> roots) {
    return new Manifest(
        id,
        created,
        libraryVersion,
        application,
        applicationVersion,
        hostAttributes,
        database,
        roots);
  }

  /**
   * Return the id of the backup.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Return when it was begun.
   *
   * @return the instant
   */
  public Instant created() {
    return created;
  }

  /**
   * Return the version of the library that wrote it.
   *
   * @return the version
   */
  public String libraryVersion() {
    return libraryVersion;
  }

  /**
   * Return the name of the application it belongs to.
   *
   * @return the name; empty text if it has none
   */
  public String application() {
    return application;
  }

  /**
   * Return the version of the application it belongs to.
   *
   * @return the version; empty text if it has none
   */
  public String applicationVersion() {
    return applicationVersion;
  }

  /**
   * Return what must be equal where it is restored.
   *
   * @return name to value, unmodifiable
   */
  public Map<String, String> hostAttributes() {
    return hostAttributes;
  }

  /**
   * Return the dump it holds.
   *
   * @return the description; empty if it holds files only
   */
  public Optional<DumpDescription> database() {
    return Optional.ofNullable(database);
  }

  /**
   * Return the roots whose files it holds.
   *
   * @return in order; empty if files were not included
   */
  public Optional<List<ArchivedRoot>> files() {
    return Optional.ofNullable(files);
  }
}
