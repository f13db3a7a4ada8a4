package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientExit;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Loads text of a dump program by the vendor's own client, as the bytes it is. */
final class ClientLoad {

  private final Login login;
  private final NativeClient client;
  private final ClientSettings settings;

  ClientLoad(Login login, NativeClient client, ClientSettings settings) {
    this.login = login;
    this.client = client;
    this.settings = settings;
  }

  /** Changes statements on their way. */
  interface Change {
    byte[] apply(StatementReader.Piece piece) throws DialectException;
  }

  /** Loads all of the text; the last thing in it must be its end marker. */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  void run(InputStream text, Change change, OperationContext context)
      throws DialectException, IOException {
    try (ClientRun run = start(login, client, context);
        CancellationToken.Registration listening = run.listen(context)) {
      DumpScanner scanner = new DumpScanner();
      StatementReader reader = new StatementReader(new Scanned(text, scanner));
      if (!settings.binaryLog()) {
        send(run, "SET SESSION sql_log_bin = 0;\n".getBytes(StandardCharsets.UTF_8));
      }
      boolean first = true;
      for (Optional<StatementReader.Piece> piece = reader.next();
          piece.isPresent();
          piece = reader.next()) {
        byte[] bytes = change.apply(piece.get());
        int skip = first ? SandboxLine.length(bytes) : 0;
        run.write(bytes, skip, bytes.length - skip);
        first = false;
      }
      if (!scanner.ended()) {
        throw new DialectException(Reason.DATA, "The text has no end marker: it is not whole.");
      }
      run.endInput();
      awaitSuccess(run);
    } catch (DialectException e) {
      throw ServerErrors.explain(e);
    }
  }

  private static void send(ClientRun run, byte[] bytes) throws DialectException {
    run.write(bytes, 0, bytes.length);
  }

  /** With binary mode, the client runs no commands of its own, whatever the text says. */
  static ClientRun start(Login login, NativeClient client, OperationContext context)
      throws DialectException {
    return login
        .command(client)
        .withArguments(
            "--batch",
            "--binary-mode",
            "--skip-reconnect",
            "--local-infile=0",
            "--default-character-set=utf8mb4",
            "--max-allowed-packet=1G",
            "--database=" + login.endpoint().database())
        .start(context);
  }

  static void awaitSuccess(ClientRun run) throws DialectException {
    ClientExit exit = run.awaitSuccess();
    List<String> said = Harmless.without(exit.lastWords());
    if (!said.isEmpty() || exit.droppedLines() > 0) {
      throw new DialectException(
          Reason.CLIENT_FAILED,
          "The client ended with status 0 and said: " + String.join(" ", said));
    }
  }

  /** Shows a scanner what passes by. */
  private static final class Scanned extends FilterInputStream {

    private final DumpScanner scanner;

    private Scanned(InputStream in, DumpScanner scanner) {
      super(in);
      this.scanner = scanner;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        scanner.accept(bytes, offset, read);
      }
      return read;
    }
  }
}
