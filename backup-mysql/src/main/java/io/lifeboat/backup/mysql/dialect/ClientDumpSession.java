package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.client.ClientExit;
import io.lifeboat.backup.client.ClientRun;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One run of the dump program, which is the snapshot. */
final class ClientDumpSession implements DumpSession {

  /** More than what the program writes before it has taken its snapshot. */
  private static final int SNAPSHOT_TAKEN = 4096;

  private static final int BUFFER = 1 << 16;

  private final DumpDescription description;
  private final ClientRun run;
  private final byte[] first = new byte[SNAPSHOT_TAKEN];
  private int firstSize;
  private boolean begun;

  private ClientDumpSession(DumpDescription description, ClientRun run) {
    this.description = description;
    this.run = run;
  }

  /** Reads the beginning of the text, so that the snapshot is taken when this returns. */
  static DumpSession begin(DumpDescription description, ClientRun run) throws DialectException {
    ClientDumpSession session = new ClientDumpSession(description, run);
    try {
      session.readFirst();
      return session;
    } catch (DialectException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private void readFirst() throws DialectException {
    byte[] buffer = new byte[SNAPSHOT_TAKEN];
    while (firstSize < SNAPSHOT_TAKEN) {
      byte[] rest = firstSize == 0 ? buffer : new byte[SNAPSHOT_TAKEN - firstSize];
      int read = run.read(rest);
      if (read < 0) {
        break;
      }
      System.arraycopy(rest, 0, first, firstSize, read);
      firstSize += read;
    }
    if (firstSize == 0) {
      awaitSuccess();
      throw new DialectException(Reason.CLIENT_FAILED, "The client wrote nothing.");
    }
  }

  @Override
  public DumpDescription description() {
    return description;
  }

  @Override
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  public PartResult write(DumpPart part, OutputStream out, OperationContext context)
      throws DialectException, IOException {
    if (begun || !part.id().equals(ClientDumper.PART)) {
      throw new IllegalArgumentException(
          "There is no part " + part + ", or it was written before.");
    }
    begun = true;
    DumpScanner scanner = new DumpScanner();
    try (CancellationToken.Registration listening = run.listen(context)) {
      scanner.accept(first, 0, firstSize);
      out.write(first, 0, firstSize);
      byte[] buffer = new byte[BUFFER];
      for (int read = run.read(buffer); read >= 0; read = run.read(buffer)) {
        scanner.accept(buffer, 0, read);
        out.write(buffer, 0, read);
      }
      awaitSuccess();
    }
    if (!scanner.ended()) {
      throw new DialectException(
          Reason.DATA,
          "The client ended without an error and without its end marker: the dump is not whole.");
    }
    return new PartResult(scanner.tallies());
  }

  /** An exit status of 0 is not enough: whatever the client said must be known to be harmless. */
  private void awaitSuccess() throws DialectException {
    ClientExit exit;
    try {
      exit = run.awaitSuccess();
    } catch (DialectException e) {
      throw ServerErrors.explain(e);
    }
    List<String> said = Harmless.without(exit.lastWords());
    if (!said.isEmpty() || exit.droppedLines() > 0) {
      throw new DialectException(
          Reason.CLIENT_FAILED,
          "The client ended with status 0 and said: " + String.join(" ", said));
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
