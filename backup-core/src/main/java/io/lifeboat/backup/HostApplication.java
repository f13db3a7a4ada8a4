package io.lifeboat.backup;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the host is, so that a restore can tell whether a backup fits it. Immutable. */
public final class HostApplication {

  private final String name;
  private final String version;
  private final Map<String, String> attributes;
  private final Comparator<String> versionOrder;

  private HostApplication(
      String name,
      String version,
      Map<String, String> attributes,
      Comparator<String> versionOrder) {
    this.name = Objects.requireNonNull(name, "name");
    this.version = Objects.requireNonNull(version, "version");
    this.attributes = Map.copyOf(attributes);
    this.versionOrder = Objects.requireNonNull(versionOrder, "versionOrder");
  }

  /**
   * Describe the host.
   *
   * @param name of the application; a backup of another application is refused
   * @param version compared as Semantic Versioning 2.0.0 (section 11) does, unless {@link
   *     #withVersionOrder} says otherwise; a backup of a later version is refused
   * @return the description, without attributes
   */
  public static HostApplication of(String name, String version) {
    return new HostApplication(name, version, Map.of(), SemanticVersion.ORDER);
  }

  /**
   * Declare something that must be equal at restore, such as {@code schema}, {@code tablePrefix} or
   * {@code underscored}.
   *
   * @param attribute its name
   * @param value its value
   * @return a new description
   */
  public HostApplication withAttribute(String attribute, String value) {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(attribute, value);
    return new HostApplication(name, version, more, versionOrder);
  }

  /**
   * Compare versions in another way than Semantic Versioning does.
   *
   * @param order positive if its first argument is the later version
   * @return a new description
   */
  public HostApplication withVersionOrder(Comparator<String> order) {
    return new HostApplication(name, version, attributes, order);
  }

  /**
   * Return the name of the application.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Return the version of the application.
   *
   * @return the version
   */
  public String version() {
    return version;
  }

  /**
   * Return what must be equal at restore.
   *
   * @return unmodifiable
   */
  public Map<String, String> attributes() {
    return attributes;
  }

  Comparator<String> versionOrder() {
    return versionOrder;
  }
}
