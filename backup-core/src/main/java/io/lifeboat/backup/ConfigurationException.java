package io.lifeboat.backup;

import java.util.List;

/** The host's set-up can't work; lists all problems at once. */
public final class ConfigurationException extends BackupException {

  private static final long serialVersionUID = 1;

  /** What is wrong. */
  private final List<String> problems;

  ConfigurationException(List<String> problems) {
    super(String.join("\n", problems), null);
    this.problems = List.copyOf(problems);
  }

  /**
   * Return all problems.
   *
   * @return at least one sentence
   */
  public List<String> problems() {
    return problems;
  }
}
