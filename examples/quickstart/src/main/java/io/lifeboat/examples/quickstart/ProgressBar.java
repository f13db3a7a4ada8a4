package io.lifeboat.examples.quickstart;

import io.lifeboat.backup.Phase;
import io.lifeboat.backup.Progress;
import io.lifeboat.backup.ProgressEvent;
import io.lifeboat.backup.ProgressListener;

/** One line for each phase, drawn again as it goes on. */
final class ProgressBar implements ProgressListener {

  private static final int WIDTH = 30;

  private boolean drawn;

  @Override
  public void on(ProgressEvent event) {
    Progress progress = event.progress();
    if (event instanceof ProgressEvent.PhaseStarted && drawn) {
      end();
    }
    if (progress.phase() == Phase.FINISHED || progress.phase() == Phase.WAITING) {
      return;
    }
    int filled = (int) Math.round(Math.min(1, progress.fraction().orElse(0)) * WIDTH);
    System.out.printf(
        "\r  %-14s [%s%s] %,11d bytes, %,d rows ",
        progress.phase(),
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        progress.bytes(),
        progress.rows());
    drawn = true;
  }

  /** Ends the line. */
  void end() {
    if (drawn) {
      System.out.println();
    }
    drawn = false;
  }
}
