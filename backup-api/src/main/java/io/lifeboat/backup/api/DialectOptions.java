package io.lifeboat.backup.api;

import java.util.Map;

/** Options of one dialect, in a class of its own. Immutable. */
public interface DialectOptions {

  /**
   * Return the options as text, for the manifest and for people.
   *
   * @return name to value, without secrets
   */
  Map<String, String> describe();
}
