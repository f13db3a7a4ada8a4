package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.ClientCommand;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The client's archive of the structure, kept in a private file, and its restore by entries. */
final class SchemaFile implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final int ERROR_LINES = 20_000;

  private final NativeClient client;
  private final Login login;
  private final PostgresOptions options;
  private final Version server;
  private final Set<String> absentRoles;
  private final Path file;

  private SchemaFile(
      NativeClient client,
      Login login,
      PostgresOptions options,
      Version server,
      Set<String> absentRoles,
      Path file) {
    this.client = client;
    this.login = login;
    this.options = options;
    this.server = server;
    this.absentRoles = absentRoles;
    this.file = file;
  }

  /** Keeps a stream in a file of mode 0600 in the operation's directory. */
  static SchemaFile keep(
      InputStream in,
      NativeClient client,
      Login login,
      PostgresOptions options,
      Version server,
      Set<String> absentRoles,
      OperationContext context)
      throws DialectException, IOException {
    Path file = context.workDirectory().resolve("schema-" + UUID.randomUUID() + ".dump");
    SchemaFile kept = new SchemaFile(client, login, options, server, absentRoles, file);
    try (OutputStream out = create(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        write(out, buffer, read, file);
      }
    } catch (IOException | DialectException | RuntimeException e) {
      kept.close();
      throw e;
    }
    return kept;
  }

  private static OutputStream create(Path file) throws DialectException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** What fails here is this machine's disk, not the archive that is read. */
  private static void write(OutputStream out, byte[] buffer, int length, Path file)
      throws DialectException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static DialectException unwritable(Path file, IOException e) {
    return new DialectException(
        Reason.OTHER, "%s could not be written: %s".formatted(file, e.getMessage()), false, e);
  }

  Toc section(String section, OperationContext context) throws DialectException {
    return Toc.read(client, file, section, context);
  }

  /** Restores entries, one after the other or, with more jobs, side by side. */
  void restore(Toc entries, int jobs, OperationContext context)
      throws DialectException, IOException {
    if (entries.isEmpty()) {
      return;
    }
    Path list = context.workDirectory().resolve("entries-" + UUID.randomUUID() + ".list");
    try {
      Files.writeString(list, entries.list());
      List<String> arguments = new ArrayList<>(List.of("--use-list=" + list));
      if (jobs > 1) {
        arguments.add("--jobs=" + jobs);
      }
      arguments.add(file.toString());
      try (ClientRun run = command(context).withArguments(arguments).start(context)) {
        run.endInput();
        finish(run, jobs, context);
      }
    } finally {
      Files.deleteIfExists(list);
    }
  }

  /** Restores privileges, those for roles that are absent apart. */
  void restorePrivileges(Toc entries, SqlSession session, OperationContext context)
      throws DialectException, IOException {
    if (entries.isEmpty() || !options.privileges()) {
      return;
    }
    Path list = context.workDirectory().resolve("entries-" + UUID.randomUUID() + ".list");
    try {
      Files.writeString(list, entries.list());
      String script =
          client
              .command("--use-list=" + list, "--file=-", file.toString())
              .withEnvironment("LC_ALL", "C")
              .read(Integer.MAX_VALUE, context);
      Privileges.run(script, session, absentRoles, context);
    } finally {
      Files.deleteIfExists(list);
    }
  }

  boolean lacksRoles() {
    return !absentRoles.isEmpty();
  }

  /** Restores an archive that comes as a stream, such as that of large objects. */
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  void restore(InputStream archive, OperationContext context) throws DialectException, IOException {
    try (ClientRun run = command(context).start(context)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
        run.write(buffer, 0, read);
      }
      run.endInput();
      finish(run, 1, context);
    }
  }

  private ClientCommand command(OperationContext context) throws DialectException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--format=custom", "--no-password", "--dbname=" + login.databaseArgument()));
    if (!options.owners()) {
      arguments.add("--no-owner");
    }
    if (!options.privileges()) {
      arguments.add("--no-privileges");
    }
    if (!options.tablespaces()) {
      arguments.add("--no-tablespaces");
    }
    return login
        .command(client, context.workDirectory())
        // Which the database, the role or the server may have as its default.
        .withEnvironment("PGOPTIONS", "-c default_transaction_read_only=off")
        .withArguments(arguments)
        .withErrorLines(ERROR_LINES)
        .withOutputLines(line -> {});
  }

  private void finish(ClientRun run, int jobs, OperationContext context) throws DialectException {
    ClientOutput.ofRestore(run.await(), jobs, Clients.version(client), server, absentRoles)
        .forEach(context::report);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // the directory is removed at the operation's end anyway
    }
  }
}
