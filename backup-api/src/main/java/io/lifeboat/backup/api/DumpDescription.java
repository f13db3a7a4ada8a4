package io.lifeboat.backup.api;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a dump is, fixed when its session opens, and kept in the archive. Immutable.
 *
 * <p>Made by {@link #of} and withers, so that it can grow.
 */
public final class DumpDescription {

  private final String dialect;
  private final int format;
  private final String serverVersion;
  private final String clientVersion;
  private final Map<String, String> attributes;
  private final Map<String, String> facts;
  private final Map<String, String> options;
  private final Set<String> requirements;
  private final List<DumpPart> parts;

  private DumpDescription(
      String dialect,
      int format,
      String serverVersion,
      String clientVersion,
      Map<String, String> attributes,
      Map<String, String> facts,
      Map<String, String> options,
      Set<String> requirements,
      List<DumpPart> parts) {
    this.dialect = Objects.requireNonNull(dialect, "dialect");
    this.format = format;
    this.serverVersion = Objects.requireNonNull(serverVersion, "serverVersion");
    this.clientVersion = Objects.requireNonNull(clientVersion, "clientVersion");
    this.attributes = Map.copyOf(attributes);
    this.facts = Map.copyOf(facts);
    this.options = Map.copyOf(options);
    this.requirements = Set.copyOf(requirements);
    this.parts = List.copyOf(parts);
    Set<String> ids = new HashSet<>();
    for (DumpPart part : parts) {
      if (!ids.add(part.id())) {
        throw new IllegalArgumentException("Two parts have the id '" + part.id() + "'");
      }
    }
  }

  /**
   * Describe a dump.
   *
   * @param dialect id of the dialect that wrote it
   * @param format the dialect's own level of how parts are written, 1 or more; a dialect refuses
   *     levels above its own
   * @param serverVersion of the server it came from, beginning with a number
   * @param clientVersion of the client that wrote it; empty if no client did
   * @return the description, without parts
   */
  public static DumpDescription of(
      String dialect, int format, String serverVersion, String clientVersion) {
    return new DumpDescription(
        dialect,
        format,
        serverVersion,
        clientVersion,
        Map.of(),
        Map.of(),
        Map.of(),
        Set.of(),
        List.of());
  }

  /**
   * Say what must be equal on the server it is restored into.
   *
   * @param value name to value
   * @return a new description
   */
  public DumpDescription withAttributes(Map<String, String> value) {
    return new DumpDescription(
        dialect, format, serverVersion, clientVersion, value, facts, options, requirements, parts);
  }

  /**
   * Say what is good to know about the source and need not be equal, such as character set, time
   * zone or binary log position.
   *
   * @param value name to value
   * @return a new description
   */
  public DumpDescription withFacts(Map<String, String> value) {
    return new DumpDescription(
        dialect,
        format,
        serverVersion,
        clientVersion,
        attributes,
        value,
        options,
        requirements,
        parts);
  }

  /**
   * Say with which options it was made.
   *
   * @param value name to value, no secrets
   * @return a new description
   */
  public DumpDescription withOptions(Map<String, String> value) {
    return new DumpDescription(
        dialect,
        format,
        serverVersion,
        clientVersion,
        attributes,
        facts,
        value,
        requirements,
        parts);
  }

  /**
   * Say what the server it is restored into must have.
   *
   * @param value such as {@code collation:utf8mb4_0900_ai_ci} or {@code extension:hstore}; the
   *     dialect's own check understands them
   * @return a new description
   */
  public DumpDescription withRequirements(Set<String> value) {
    return new DumpDescription(
        dialect, format, serverVersion, clientVersion, attributes, facts, options, value, parts);
  }

  /**
   * Say what it is made of.
   *
   * @param value the parts, in the order in which those that have an order are restored
   * @return a new description
   * @throws IllegalArgumentException if two parts have the same id
   */
  public DumpDescription withParts(List<DumpPart> value) {
    return new DumpDescription(
        dialect,
        format,
        serverVersion,
        clientVersion,
        attributes,
        facts,
        options,
        requirements,
        value);
  }

  /**
   * Return the dialect that wrote it.
   *
   * @return its id
   */
  public String dialect() {
    return dialect;
  }

  /**
   * Return the dialect's own level of how parts are written.
   *
   * @return 1 or more
   */
  public int format() {
    return format;
  }

  /**
   * Return the version of the server it came from.
   *
   * @return begins with a number
   */
  public String serverVersion() {
    return serverVersion;
  }

  /**
   * Return the version of the client that wrote it.
   *
   * @return empty if no client did
   */
  public String clientVersion() {
    return clientVersion;
  }

  /**
   * Return what must be equal on the server it is restored into.
   *
   * @return unmodifiable
   */
  public Map<String, String> attributes() {
    return attributes;
  }

  /**
   * Return what is good to know about the source.
   *
   * @return unmodifiable
   */
  public Map<String, String> facts() {
    return facts;
  }

  /**
   * Return the options it was made with.
   *
   * @return unmodifiable; no secrets
   */
  public Map<String, String> options() {
    return options;
  }

  /**
   * Return what the server it is restored into must have.
   *
   * @return unmodifiable
   */
  public Set<String> requirements() {
    return requirements;
  }

  /**
   * Return what it is made of.
   *
   * @return unmodifiable, in order
   */
  public List<DumpPart> parts() {
    return parts;
  }
}
