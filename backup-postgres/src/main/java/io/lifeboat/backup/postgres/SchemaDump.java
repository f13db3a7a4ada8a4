package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the vendor's client dumps under the snapshot: structure, and large objects. */
final class SchemaDump {

  private static final int BUFFER = 1 << 16;
  private static final int ERROR_LINES = 2000;

  private final NativeClient client;
  private final NativeClient reader;
  private final Login login;
  private final PostgresOptions options;
  private final String snapshot;
  private final OperationContext context;
  private final String name = Login.APPLICATION + "-" + UUID.randomUUID();

  /**
   * Keeps what a dump needs.
   *
   * @param client that dumps
   * @param reader that reads what the other wrote, to prove that it is whole
   */
  SchemaDump(
      NativeClient client,
      NativeClient reader,
      Login login,
      PostgresOptions options,
      String snapshot,
      OperationContext context) {
    this.client = client;
    this.reader = reader;
    this.login = login;
    this.options = options;
    this.snapshot = snapshot;
    this.context = context;
  }

  /** What the server calls the sessions of these clients. */
  String name() {
    return name;
  }

  /** Starts the dump of everything but rows, values of sequences and large objects. */
  ClientRun schema() throws DialectException {
    List<String> arguments =
        new ArrayList<>(List.of("--section=pre-data", "--section=post-data", "--no-blobs"));
    for (String schema : options.schemas()) {
      arguments.add("--schema=" + Sql.name(schema));
    }
    for (String table : options.tables()) {
      arguments.add("--table=" + pattern(table));
    }
    for (String table : options.excludedTables()) {
      arguments.add("--exclude-table=" + pattern(table));
    }
    if (options.isChoice() && Clients.version(client).major() >= 14) {
      arguments.add("--extension=*");
    }
    return start(arguments, context);
  }

  /**
   * Starts the dump of large objects. Tables are left out altogether: of those whose rows alone are
   * excluded the client takes locks, and waits behind whoever wants to change one.
   */
  ClientRun largeObjects(OperationContext operation) throws DialectException {
    return start(
        List.of("--data-only", "--blobs", "--exclude-table=*.*", "--exclude-table-data=*.*"),
        operation);
  }

  /** Quoted, so that nothing in a name is a pattern. */
  static String pattern(String table) {
    int dot = table.indexOf('.');
    return Sql.name(table.substring(0, dot), table.substring(dot + 1));
  }

  private ClientRun start(List<String> arguments, OperationContext operation)
      throws DialectException {
    return login
        .command(client, operation.workDirectory())
        .withEnvironment("PGAPPNAME", name)
        .withArguments(
            "--format=custom",
            "--compress=0",
            "--no-password",
            "--lock-wait-timeout=60s",
            "--snapshot=" + snapshot)
        .withArguments(arguments)
        .withErrorLines(ERROR_LINES)
        .start(operation);
  }

  /**
   * Copies what a run writes; returns only if it ended well, said nothing unknown, and wrote an
   * archive that can be read to its end: that has no end mark, and a status of 0 proves nothing.
   */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  void copy(ClientRun run, OutputStream out, OperationContext operation)
      throws DialectException, IOException {
    try (CancellationToken.Registration listening = run.listen(operation);
        ArchiveCheck check = ArchiveCheck.start(reader, operation)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = run.read(buffer); read >= 0; read = run.read(buffer)) {
        out.write(buffer, 0, read);
        check.write(buffer, read);
        if (operation.cancellation().isCancelled()) {
          throw Failures.cancelled(operation, new SQLException("cancelled"));
        }
      }
      ClientOutput.ofDump(run.awaitSuccess()).forEach(operation::report);
      check.finish();
    }
  }
}
