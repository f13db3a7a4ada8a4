package io.lifeboat.examples.quickstart;

import io.lifeboat.backup.Phase;
import io.lifeboat.backup.Progress;
import io.lifeboat.backup.ProgressEvent;
import io.lifeboat.backup.ProgressListener;
import java.util.Optional;

/**
 * One line for each phase: drawn again as it goes on where there is a terminal, else at its end.
 */
final class ProgressBar implements ProgressListener {

  private static final int WIDTH = 30;
  private static final double MEGA = 1e6;

  private final boolean terminal;
  private Optional<Progress> last = Optional.empty();

  ProgressBar(boolean terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    Progress progress = event.progress();
    if (progress.phase() == Phase.FINISHED || progress.phase() == Phase.WAITING) {
      return;
    }
    if (event instanceof ProgressEvent.PhaseStarted) {
      done();
    }
    last = Optional.of(progress);
    if (terminal) {
      draw(progress, Math.min(1, progress.fraction().orElse(0)));
    }
  }

  /** Ends the line of the phase that is over. */
  synchronized void done() {
    last.ifPresent(
        progress -> {
          draw(progress, 1);
          System.out.println();
        });
    last = Optional.empty();
  }

  private void draw(Progress progress, double fraction) {
    int filled = (int) Math.round(fraction * WIDTH);
    System.out.printf(
        "%s  %-21s [%s%s]%s",
        terminal ? "\r" : "",
        words(progress.phase()),
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        amount(progress));
    System.out.flush();
  }

  private static String amount(Progress progress) {
    String bytes = progress.bytes() == 0 ? "" : " %6.1f MB".formatted(progress.bytes() / MEGA);
    return progress.rows() == 0 ? bytes : bytes + ", %,d rows".formatted(progress.rows());
  }

  private static String words(Phase phase) {
    return switch (phase) {
      case WAITING -> "waiting";
      case CHECKING -> "checking";
      case WRITING -> "backing up";
      case PUBLISHING -> "publishing";
      case COPYING -> "copying to other places";
      case PRUNING -> "removing old backups";
      case RECEIVING -> "receiving";
      case VERIFYING -> "verifying every byte";
      case SAFETY_BACKUP -> "safety backup";
      case STAGING -> "extracting files";
      case LOADING -> "loading the database";
      case PROVING -> "counting the rows";
      case SWAPPING -> "exchanging the files";
      case BRINGING_BACK -> "bringing back";
      case FINISHED -> "finished";
    };
  }
}
