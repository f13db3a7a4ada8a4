package io.lifeboat.backup.api;

import java.util.Map;
import java.util.Set;

/** Options of one dialect, in a class of its own. Immutable. */
public interface DialectOptions {

  /**
   * Return the options as text, for the manifest and for people.
   *
   * @return name to value, without secrets
   */
  Map<String, String> describe();

  /**
   * Return the other dialects whose dumps the host asked to restore here. The restorer is asked
   * about such a dump, and its check lists what can't be carried; a dump of any other dialect is
   * refused without asking it.
   *
   * @return ids of dialects; by default none
   */
  default Set<String> otherDialects() {
    return Set.of();
  }
}
