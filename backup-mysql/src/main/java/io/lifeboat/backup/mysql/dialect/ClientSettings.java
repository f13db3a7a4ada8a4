package io.lifeboat.backup.mysql.dialect;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a host may choose, the same for both vendors. Immutable. */
public final class ClientSettings {

  /** The client of the PATH, not older than the server, dumps everything. */
  public static final ClientSettings DEFAULTS = new ClientSettings();

  private @Nullable Path directory;
  private boolean olderClient;
  private boolean routines = true;
  private boolean events = true;
  private boolean triggers = true;
  private boolean binaryLog = true;
  private boolean otherVendor;
  private Definers definers = Definers.WHERE_POSSIBLE;
  private Set<String> onlyTables = Set.of();
  private Set<String> withoutTables = Set.of();
  private Set<String> withoutRows = Set.of();

  private ClientSettings() {}

  /** As whom views, routines, triggers and events run after a restore. */
  public enum Definers {
    /** As in the dump where that user exists and may be named, else the restoring user. */
    WHERE_POSSIBLE,
    /** As in the dump, or the restore fails. */
    KEPT,
    /** The restoring user. */
    REPLACED
  }

  private ClientSettings with(Consumer<ClientSettings> change) {
    ClientSettings copy = new ClientSettings();
    copy.directory = directory;
    copy.olderClient = olderClient;
    copy.routines = routines;
    copy.events = events;
    copy.triggers = triggers;
    copy.binaryLog = binaryLog;
    copy.otherVendor = otherVendor;
    copy.definers = definers;
    copy.onlyTables = onlyTables;
    copy.withoutTables = withoutTables;
    copy.withoutRows = withoutRows;
    change.accept(copy);
    return copy;
  }

  /**
   * Look for the clients in one place only.
   *
   * @param value a directory
   * @return new settings
   */
  public ClientSettings withDirectory(Path value) {
    return with(copy -> copy.directory = value);
  }

  /**
   * Allow a client that is older than the server.
   *
   * @return new settings
   */
  public ClientSettings withOlderClient() {
    return with(copy -> copy.olderClient = true);
  }

  /**
   * Leave out routines.
   *
   * @return new settings
   */
  public ClientSettings withoutRoutines() {
    return with(copy -> copy.routines = false);
  }

  /**
   * Leave out events.
   *
   * @return new settings
   */
  public ClientSettings withoutEvents() {
    return with(copy -> copy.events = false);
  }

  /**
   * Leave out triggers.
   *
   * @return new settings
   */
  public ClientSettings withoutTriggers() {
    return with(copy -> copy.triggers = false);
  }

  /**
   * Load without writing to the binary log.
   *
   * @return new settings
   */
  public ClientSettings withoutBinaryLog() {
    return with(copy -> copy.binaryLog = false);
  }

  /**
   * Allow a dump of the other vendor.
   *
   * @return new settings
   */
  public ClientSettings withOtherVendor() {
    return with(copy -> copy.otherVendor = true);
  }

  /**
   * Choose as whom restored objects run.
   *
   * @param value the choice
   * @return new settings
   */
  public ClientSettings withDefiners(Definers value) {
    return with(copy -> copy.definers = value);
  }

  /**
   * Dump some tables only.
   *
   * @param names of tables and views
   * @return new settings
   */
  public ClientSettings withOnlyTables(Set<String> names) {
    return with(copy -> copy.onlyTables = Set.copyOf(names));
  }

  /**
   * Leave out tables.
   *
   * @param names of tables and views
   * @return new settings
   */
  public ClientSettings withoutTables(Set<String> names) {
    return with(copy -> copy.withoutTables = Set.copyOf(names));
  }

  /**
   * Leave out the rows of tables.
   *
   * @param names of tables
   * @return new settings
   */
  public ClientSettings withoutRows(Set<String> names) {
    return with(copy -> copy.withoutRows = Set.copyOf(names));
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  boolean olderClient() {
    return olderClient;
  }

  boolean routines() {
    return routines;
  }

  boolean events() {
    return events;
  }

  boolean triggers() {
    return triggers;
  }

  boolean binaryLog() {
    return binaryLog;
  }

  /**
   * Tell whether a dump of the other vendor was asked for.
   *
   * @return true if so
   */
  public boolean otherVendor() {
    return otherVendor;
  }

  Definers definers() {
    return definers;
  }

  /** Whether a table or view is dumped at all. */
  boolean takes(String table) {
    return (onlyTables.isEmpty() || onlyTables.contains(table)) && !withoutTables.contains(table);
  }

  /** Whether the rows of a table are dumped. */
  boolean takesRows(String table) {
    return takes(table) && !withoutRows.contains(table);
  }

  /** The names that were chosen and must exist. */
  Set<String> named() {
    Set<String> named = new TreeSet<>();
    List.of(onlyTables, withoutTables, withoutRows).forEach(named::addAll);
    return named;
  }

  /**
   * Return the settings as text, for the manifest.
   *
   * @return name to value
   */
  public Map<String, String> describe() {
    Map<String, String> described = new TreeMap<>();
    directory().ifPresent(path -> described.put("clientDirectory", path.toString()));
    described.put("olderClient", String.valueOf(olderClient));
    described.put("routines", String.valueOf(routines));
    described.put("events", String.valueOf(events));
    described.put("triggers", String.valueOf(triggers));
    describe("onlyTables", onlyTables, described);
    describe("withoutTables", withoutTables, described);
    describe("withoutRows", withoutRows, described);
    return described;
  }

  private static void describe(String name, Set<String> names, Map<String, String> described) {
    if (!names.isEmpty()) {
      described.put(name, String.join(", ", new TreeSet<>(names)));
    }
  }
}
