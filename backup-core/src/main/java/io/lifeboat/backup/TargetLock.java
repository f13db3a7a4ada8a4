package io.lifeboat.backup;

import io.lifeboat.backup.RestoreFailedException.TargetState;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreLock;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The right to change what is live: this host's lock, and the dialect's, which others see too. */
final class TargetLock implements AutoCloseable {

  private final StateLock state;
  private final @Nullable RestoreLock server;
  private final RestoreJournal journal;

  private TargetLock(StateLock state, @Nullable RestoreLock server, RestoreJournal journal) {
    this.state = state;
    this.server = server;
    this.journal = journal;
  }

  /**
   * Takes both locks.
   *
   * @throws RestoreFailedException if another restore holds one of them
   */
  static TargetLock take(Setup setup, Optional<DatabaseRestore> database, OperationContext context)
      throws IOException, DialectException {
    StateLock state =
        StateLock.take(setup.stateDirectory())
            .orElseThrow(
                () ->
                    new RestoreFailedException(
                        "Another restore, undo or recovery is running with the state directory %s. Nothing was changed."
                            .formatted(setup.stateDirectory()),
                        TargetState.UNCHANGED,
                        null,
                        null));
    try {
      RestoreLock server = database.isPresent() ? database.get().lock(context) : null;
      Optional<Journal> onServer = server == null ? Optional.empty() : server.journal();
      RestoreJournal journal =
          onServer.map(kept -> new RestoreJournal(kept, setup.clock())).orElseGet(setup::journal);
      return new TargetLock(state, server, journal);
    } catch (DialectException | RuntimeException e) {
      Closing.suppressed(state, e);
      throw e;
    }
  }

  /** The journal of the target, as of now under this lock. */
  RestoreJournal journal() {
    return journal;
  }

  @Override
  public void close() throws IOException, DialectException {
    try (state) {
      if (server != null) {
        server.close();
      }
    }
  }
}
