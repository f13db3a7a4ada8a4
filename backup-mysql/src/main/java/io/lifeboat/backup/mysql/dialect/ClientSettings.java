package io.lifeboat.backup.mysql.dialect;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a host may choose, the same for both vendors.
 *
 * @param directory where the client programs are; null means the PATH and the usual places
 * @param olderClient whether a client older than the server may dump it
 * @param routines whether routines are dumped
 * @param events whether events are dumped
 */
public record ClientSettings(
    @Nullable Path directory, boolean olderClient, boolean routines, boolean events) {

  /** The client of the PATH, not older than the server, dumps everything. */
  public static final ClientSettings DEFAULTS = new ClientSettings(null, false, true, true);

  /**
   * Look for the clients in one place only.
   *
   * @param value a directory
   * @return new settings
   */
  public ClientSettings withDirectory(Path value) {
    return new ClientSettings(value, olderClient, routines, events);
  }

  /**
   * Allow a client that is older than the server.
   *
   * @return new settings
   */
  public ClientSettings withOlderClient() {
    return new ClientSettings(directory, true, routines, events);
  }

  /**
   * Leave out routines.
   *
   * @return new settings
   */
  public ClientSettings withoutRoutines() {
    return new ClientSettings(directory, olderClient, false, events);
  }

  /**
   * Leave out events.
   *
   * @return new settings
   */
  public ClientSettings withoutEvents() {
    return new ClientSettings(directory, olderClient, routines, false);
  }

  /**
   * Return the settings as text, for the manifest.
   *
   * @return name to value
   */
  public Map<String, String> describe() {
    Map<String, String> described = new TreeMap<>();
    Optional.ofNullable(directory)
        .ifPresent(path -> described.put("clientDirectory", path.toString()));
    described.put("olderClient", String.valueOf(olderClient));
    described.put("routines", String.valueOf(routines));
    described.put("events", String.valueOf(events));
    return described;
  }
}
