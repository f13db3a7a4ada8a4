package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** A restore was refused before anything was touched; lists all violated rules at once. */
public final class RestoreRefusedException extends BackupException {

  private static final long serialVersionUID = 1;

  /** The rules. */
  private final transient List<Finding> violations;

  RestoreRefusedException(List<Finding> violations) {
    super(
        "The restore was refused; nothing was changed.\n"
            + violations.stream().map(Finding::toString).collect(Collectors.joining("\n")),
        null);
    this.violations = List.copyOf(violations);
  }

  /**
   * Return the violated rules.
   *
   * @return at least one; empty after serialisation, where the message has them
   */
  public List<Finding> violations() {
    return violations == null ? List.of() : violations;
  }
}
