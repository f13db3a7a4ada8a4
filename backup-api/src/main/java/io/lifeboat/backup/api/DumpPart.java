package io.lifeboat.backup.api;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** One piece of a dump: a schema, a range of a table's rows, an index. Immutable. */
public final class DumpPart {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  private final Stage stage;
  private final String id;
  private final String group;
  private final long estimatedBytes;
  private final Map<String, String> properties;

  private DumpPart(
      Stage stage, String id, String group, long estimatedBytes, Map<String, String> properties) {
    this.stage = stage;
    this.id = id;
    this.group = group;
    this.estimatedBytes = estimatedBytes;
    this.properties = Map.copyOf(properties);
  }

  /**
   * Make a part.
   *
   * @param stage when it is restored
   * @param id unique in its dump; 1 to 100 letters, digits and {@code . _ -}, not beginning with a
   *     dot. It becomes a name in the archive, so a table's name belongs into the group instead
   * @return the part: no group, size not known, no properties
   * @throws IllegalArgumentException if the id has other characters
   */
  public static DumpPart of(Stage stage, String id) {
    Objects.requireNonNull(stage, "stage");
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("Not an id of a part: '" + id + "'");
    }
    return new DumpPart(stage, id, "", 0, Map.of());
  }

  /**
   * Say what it belongs to.
   *
   * @param value a table's name, as the dialect writes it for people; not empty
   * @return a new part
   */
  public DumpPart withGroup(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A group has a name.");
    }
    return new DumpPart(stage, id, value, estimatedBytes, properties);
  }

  /**
   * Say how large it is about, so that large parts begin first and progress can be told.
   *
   * @param value bytes, zero or more; zero means not known
   * @return a new part
   */
  public DumpPart withEstimatedBytes(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("A size is zero or more, not " + value);
    }
    return new DumpPart(stage, id, group, value, properties);
  }

  /**
   * Say what the dialect needs to load it, such as columns and format; kept in the archive.
   *
   * @param value name to value, no secrets
   * @return a new part
   */
  public DumpPart withProperties(Map<String, String> value) {
    return new DumpPart(stage, id, group, estimatedBytes, value);
  }

  /**
   * Return when it is restored.
   *
   * @return the stage
   */
  public Stage stage() {
    return stage;
  }

  /**
   * Return its id.
   *
   * @return unique in its dump
   */
  public String id() {
    return id;
  }

  /**
   * Return what it belongs to.
   *
   * @return a table's name; empty if it belongs to no single one
   */
  public Optional<String> group() {
    return group.isEmpty() ? Optional.empty() : Optional.of(group);
  }

  /**
   * Return how large it is about.
   *
   * @return bytes; zero means not known
   */
  public long estimatedBytes() {
    return estimatedBytes;
  }

  /**
   * Return what the dialect needs to load it.
   *
   * @return unmodifiable
   */
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DumpPart part
        && part.stage == stage
        && part.id.equals(id)
        && part.group.equals(group)
        && part.estimatedBytes == estimatedBytes
        && part.properties.equals(properties);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stage, id);
  }

  @Override
  public String toString() {
    return stage + " " + id + (group.isEmpty() ? "" : " of " + group);
  }
}
