package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One restore in place: everything in the database is dropped, then the dump is loaded. */
final class OnePartRestoreSession implements RestoreSession {

  private static final int BUFFER = 1 << 16;

  private final Login login;
  private final NativeClient client;
  private final SqlSession session;
  private final DumpDescription dump;
  private Optional<Instant> firstChange = Optional.empty();

  OnePartRestoreSession(
      Login login, NativeClient client, SqlSession session, DumpDescription dump) {
    this.login = login;
    this.client = client;
    this.session = session;
    this.dump = dump;
  }

  @Override
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  public PartResult apply(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    if (!part.id().equals(Formats.ONE_PART)) {
      throw new IllegalArgumentException("A dump of this dialect has no part " + part + ".");
    }
    firstChange = Optional.of(context.clock().instant());
    new Eraser(session, login.endpoint().database()).run(dump.facts());
    DumpScanner scanner = new DumpScanner();
    try (ClientRun run = ClientLoad.start(login, client, context);
        CancellationToken.Registration listening = run.listen(context)) {
      byte[] buffer = new byte[BUFFER];
      byte[] first = in.readNBytes(BUFFER);
      int skip = SandboxLine.length(first);
      scanner.accept(first, skip, first.length - skip);
      run.write(first, skip, first.length - skip);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        scanner.accept(buffer, 0, read);
        run.write(buffer, 0, read);
      }
      if (!scanner.ended()) {
        throw new DialectException(Reason.DATA, "The dump has no end marker: it is not whole.");
      }
      run.endInput();
      ClientLoad.awaitSuccess(run);
    } catch (DialectException e) {
      throw ServerErrors.explain(e);
    }
    return new PartResult(scanner.tallies());
  }

  @Override
  public Proof prove(Prove what, OperationContext context) throws DialectException {
    if (what != Prove.COUNTS) {
      throw new DialectException(Reason.UNSUPPORTED, "This dialect does not hash rows.");
    }
    Server server = new Server(session, login.endpoint().database());
    Map<String, Tally> tallies = new HashMap<>();
    for (String table : server.tables()) {
      tallies.put(table, Tally.ofRows(server.rows(table)));
    }
    return new Proof(tallies);
  }

  @Override
  public Completion complete(OperationContext context) {
    return Completion.of(
        firstChange
            .map(begun -> Duration.between(begun, context.clock().instant()))
            .orElse(Duration.ZERO));
  }

  @Override
  public void close() {
    session.close();
  }
}
