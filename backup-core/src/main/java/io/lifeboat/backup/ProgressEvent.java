package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import java.util.Objects;

/** Something that happened in an operation, with how far it is. */
public sealed interface ProgressEvent {

  /**
   * Return how far the operation is.
   *
   * @return a snapshot
   */
  Progress progress();

  /**
   * A phase began.
   *
   * @param progress how far the operation is; its phase is the new one
   */
  record PhaseStarted(Progress progress) implements ProgressEvent {
    /**
     * Checks the value.
     *
     * @param progress see above
     */
    public PhaseStarted {
      Objects.requireNonNull(progress, "progress");
    }
  }

  /**
   * A part of the database began.
   *
   * @param progress how far the operation is
   * @param part id of the part
   */
  record PartStarted(Progress progress, String part) implements ProgressEvent {
    /**
     * Checks the values.
     *
     * @param progress see above
     * @param part see above
     */
    public PartStarted {
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(part, "part");
    }
  }

  /**
   * A part of the database is done.
   *
   * @param progress how far the operation is
   * @param part id of the part
   * @param rows how many rows it had
   */
  record PartFinished(Progress progress, String part, long rows) implements ProgressEvent {
    /**
     * Checks the values.
     *
     * @param progress see above
     * @param part see above
     * @param rows see above
     */
    public PartFinished {
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(part, "part");
    }
  }

  /**
   * More bytes were moved; told at most ten times a second.
   *
   * @param progress how far the operation is
   */
  record BytesMoved(Progress progress) implements ProgressEvent {
    /**
     * Checks the value.
     *
     * @param progress see above
     */
    public BytesMoved {
      Objects.requireNonNull(progress, "progress");
    }
  }

  /**
   * Something the operator should know, such as a file that could not be read.
   *
   * @param progress how far the operation is
   * @param finding what it is
   */
  record Noted(Progress progress, Finding finding) implements ProgressEvent {
    /**
     * Checks the values.
     *
     * @param progress see above
     * @param finding see above
     */
    public Noted {
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(finding, "finding");
    }
  }
}
