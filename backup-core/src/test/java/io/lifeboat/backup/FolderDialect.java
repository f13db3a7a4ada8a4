package io.lifeboat.backup;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.RowHash;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real, if small, database: a folder whose files are tables and whose lines are rows. The
 * endpoint's database is its path. Faults are asked for by {@link Faults}.
 */
final class FolderDialect implements DialectProvider {

  static final String ID = "folder";

  /**
   * What goes wrong, as a test asks for it. Mutable on purpose: a test changes it between calls.
   */
  static final class Faults implements DialectOptions {

    /** The dump fails after so many bytes. */
    final AtomicLong failDumpAfter = new AtomicLong(Long.MAX_VALUE);

    /** The snapshot is found lost when the dump ends. */
    volatile boolean loseSnapshot;

    /** Loading fails after so many rows; used up by the first failure. */
    final AtomicLong failLoadAfter = new AtomicLong(Long.MAX_VALUE);

    /** Loading fails for good. */
    volatile boolean failEveryLoad;

    /** Loading drops a row without saying so; used up by the first load. */
    volatile boolean dropARow;

    /** Loading changes a row without saying so; used up by the first load. */
    volatile boolean changeARow;

    /** What the check of a restore says. */
    volatile List<Finding> findings = List.of();

    /** What the check of a restore by exchange says besides. */
    volatile List<Finding> swapFindings = List.of();

    /** Whose dumps are asked for besides. */
    volatile Set<String> otherDialects = Set.of();

    /** Called before each step that changes something on the disk, with its name. */
    volatile Consumer<String> beforeStep = step -> {};

    @Override
    public Map<String, String> describe() {
      return Map.of();
    }

    @Override
    public Set<String> otherDialects() {
      return otherDialects;
    }
  }

  static DatabaseEndpoint at(Path folder) {
    return DatabaseEndpoint.builder(ID).database(folder.toString()).build();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int apiLevel() {
    return API_LEVEL;
  }

  @Override
  public Dumper dumper() {
    return new FolderDumper();
  }

  @Override
  public Restorer restorer() {
    return new FolderRestorer();
  }

  static DialectException failed(Reason reason, String message) {
    return new DialectException(reason, message);
  }

  static List<Path> tables(Path folder) throws DialectException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DialectException(
          Reason.CONNECTION, "The folder " + folder + " could not be listed.", true, e);
    }
  }

  private static final class FolderDumper implements Dumper {

    @Override
    public List<Finding> check(
        DatabaseEndpoint source, DumpOptions options, OperationContext context) {
      return Files.isDirectory(Path.of(source.database()))
          ? List.of()
          : List.of(
              Finding.error("connect", "There is no folder " + source.database(), "Make it."));
    }

    @Override
    public DumpSession open(DatabaseEndpoint source, DumpOptions options, OperationContext context)
        throws DialectException {
      Path folder = Path.of(source.database());
      List<DumpPart> parts = new ArrayList<>();
      Map<String, byte[]> snapshot = new HashMap<>();
      for (Path table : tables(folder)) {
        String name = String.valueOf(table.getFileName());
        try {
          snapshot.put(name, Files.readAllBytes(table));
        } catch (IOException e) {
          throw new DialectException(Reason.SERVER, "Can't read " + table, false, e);
        }
        parts.add(
            DumpPart.of(Stage.DATA, "t" + parts.size())
                .withGroup(name)
                .withEstimatedBytes(Objects.requireNonNull(snapshot.get(name)).length));
      }
      Faults faults = options.dialect(Faults.class).orElseGet(Faults::new);
      DumpDescription description = DumpDescription.of(ID, 1, "1.0", "").withParts(parts);
      return new DumpSession() {
        @Override
        public DumpDescription description() {
          return description;
        }

        @Override
        public PartResult write(DumpPart part, OutputStream out, OperationContext own)
            throws DialectException, IOException {
          String table = part.group().orElseThrow();
          byte[] rows = Objects.requireNonNull(snapshot.get(table));
          for (int at = 0; at < rows.length; at += 1000) {
            int length = Math.min(1000, rows.length - at);
            if (faults.failDumpAfter.addAndGet(-length) < 0) {
              throw failed(Reason.CLIENT_FAILED, "The dump broke off in " + table + ".");
            }
            out.write(rows, at, length);
          }
          return PartResult.of(table, tally(rows));
        }

        @Override
        public void close() throws DialectException {
          if (faults.loseSnapshot) {
            throw failed(Reason.CONNECTION, "The snapshot was lost.");
          }
        }
      };
    }
  }

  /** Number and content hash of rows. */
  static Tally tally(byte[] rows) {
    long hash = 0;
    int from = 0;
    for (int at = 0; at < rows.length; at++) {
      if (rows[at] == '\n') {
        hash += RowHash.of(rows, from, at - from);
        from = at + 1;
      }
    }
    return Tally.of(lines(rows), hash);
  }

  static long lines(byte[] rows) {
    long count = 0;
    for (byte b : rows) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }
}
