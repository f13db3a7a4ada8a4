package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.ClientExit;
import io.lifeboat.backup.client.ClientRun;
import io.lifeboat.backup.client.NativeClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a dump holds besides rows, in the words of the vendor's own dump program: the tables; the
 * views; triggers, routines and events. Held compressed, some hundred bytes a table.
 */
final class SchemaText {

  private static final String VIEW = "Final view structure for view";
  private static final String FIRST_OBJECT = "structure for ";
  private static final byte[] END = "\n-- Dump completed\n".getBytes(StandardCharsets.UTF_8);
  private static final List<String> ALWAYS =
      List.of(
          "--no-data",
          "--skip-lock-tables",
          "--no-tablespaces",
          "--default-character-set=utf8mb4",
          "--max-allowed-packet=1G");

  private final byte[] tables;
  private final byte[] views;
  private final byte[] code;

  private final Map<String, String> peculiarities;

  private SchemaText(byte[] tables, byte[] views, byte[] code, Map<String, String> peculiarities) {
    this.tables = tables;
    this.views = views;
    this.code = code;
    this.peculiarities = peculiarities;
  }

  /** What of it the other vendor has not, as facts of the dump. */
  Map<String, String> peculiarities() {
    return peculiarities;
  }

  boolean hasViews() {
    return views.length > 0;
  }

  boolean hasCode() {
    return code.length > 0;
  }

  /** Returns the text of a part. */
  InputStream open(String part) {
    return switch (part) {
      case Formats.TABLES -> open(tables);
      case Formats.VIEWS -> open(views);
      case Formats.CODE -> open(code);
      default -> throw new IllegalArgumentException("There is no text for the part " + part);
    };
  }

  private static InputStream open(byte[] compressed) {
    try {
      return new GZIPInputStream(new ByteArrayInputStream(compressed));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /**
   * Asks the program.
   *
   * @param peculiarities of the vendor
   * @param extra arguments of the vendor, and those that leave tables out
   * @param codeKinds those for triggers, routines and events; empty if there are none of them
   */
  static SchemaText read(
      Login login,
      NativeClient dump,
      Peculiarities peculiarities,
      List<String> extra,
      List<String> codeKinds,
      OperationContext context)
      throws DialectException {
    List<String> forTables = arguments(extra, login);
    forTables.add(0, "--skip-triggers");
    Spool tables = new Spool();
    Spool views = new Spool();
    OwnSequences sequences = new OwnSequences(login.endpoint().database());
    ClientRun ofTables = login.command(dump).withArguments(forTables).start(context);
    run(ofTables, tables, views, sequences, peculiarities);
    Spool code = new Spool();
    if (!codeKinds.isEmpty()) {
      List<String> forCode = arguments(extra, login);
      forCode.addAll(0, codeKinds);
      forCode.add(0, "--no-create-info");
      ClientRun ofCode = login.command(dump).withArguments(forCode).start(context);
      run(ofCode, code, new Spool(), sequences, peculiarities);
    }
    return new SchemaText(tables.finish(), views.finish(), code.finish(), peculiarities.facts());
  }

  private static List<String> arguments(List<String> extra, Login login) {
    List<String> arguments = new ArrayList<>(ALWAYS);
    arguments.addAll(extra);
    arguments.add("--");
    arguments.add(login.endpoint().database());
    return arguments;
  }

  /** Views come last in the program's text, and need functions, which come in another run. */
  private static void run(
      ClientRun started,
      Spool main,
      Spool views,
      OwnSequences sequences,
      Peculiarities peculiarities)
      throws DialectException {
    try (ClientRun run = started) {
      DumpScanner scanner = new DumpScanner();
      StatementReader reader = new StatementReader(new Output(run, scanner));
      List<byte[]> header = new ArrayList<>();
      boolean inHeader = true;
      boolean inViews = false;
      for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        String comments = piece.get().comments();
        peculiarities.look(piece.get());
        inHeader = inHeader && !comments.contains(FIRST_OBJECT);
        if (inHeader) {
          header.add(piece.get().bytes());
        }
        if (!inViews && comments.contains(VIEW)) {
          inViews = true;
          header.forEach(views::write);
          main.write(END);
        }
        (inViews ? views : main).write(sequences.apply(piece.get()));
      }
      awaitSuccess(run);
      if (!scanner.ended()) {
        throw new DialectException(
            Reason.DATA,
            "The client ended without an error and without its end marker: the schema is not whole.");
      }
    } catch (Failed e) {
      throw ServerErrors.explain(e.failure);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** An exit status of 0 is not enough: whatever the client said must be known to be harmless. */
  private static void awaitSuccess(ClientRun run) throws DialectException {
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

  /** Text in memory, compressed. */
  private static final class Spool {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<OutputStream> out = Optional.empty();

    private void write(byte[] piece) {
      try {
        if (out.isEmpty()) {
          out = Optional.of(new GZIPOutputStream(bytes));
        }
        out.get().write(piece);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
    }

    private byte[] finish() {
      try {
        if (out.isPresent()) {
          out.get().close();
        }
        return bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
    }
  }

  /** What the client writes, seen by a scanner. */
  private static final class Output extends InputStream {

    private final ClientRun run;
    private final DumpScanner scanner;
    private final byte[] buffer = new byte[1 << 14];

    private Output(ClientRun run, DumpScanner scanner) {
      this.run = run;
      this.scanner = scanner;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("whole pieces only");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        byte[] to = length < buffer.length ? new byte[length] : buffer;
        int read = run.read(to);
        if (read > 0) {
          scanner.accept(to, 0, read);
          System.arraycopy(to, 0, bytes, offset, read);
        }
        return read;
      } catch (DialectException e) {
        throw new Failed(e);
      }
    }
  }

  /** Carries a failure of the client through a stream. */
  private static final class Failed extends IOException {

    private static final long serialVersionUID = 1;
    private final DialectException failure;

    private Failed(DialectException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
