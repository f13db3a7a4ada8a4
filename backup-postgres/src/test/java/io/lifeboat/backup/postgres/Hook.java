package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.io.OutputStream;

/** An output that does something once, when the first bytes arrive. */
final class Hook extends OutputStream {

  /** What is done. */
  interface Action {
    void run() throws Exception;
  }

  private final Action action;
  private boolean done;

  Hook(Action action) {
    this.action = action;
  }

  boolean done() {
    return done;
  }

  @Override
  public void write(int b) throws IOException {
    act();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    act();
  }

  private void act() throws IOException {
    if (!done) {
      done = true;
      try {
        action.run();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
