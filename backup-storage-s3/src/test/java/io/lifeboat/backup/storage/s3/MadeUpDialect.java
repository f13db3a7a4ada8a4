package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Dumper;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.RestoreTraits;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.RowHash;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.api.UndoToken;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A database of any size that takes no room: its rows are made as they are read, and forgotten as
 * they are loaded, all but their number and hash. The endpoint's database is its size in MiB.
 */
final class MadeUpDialect implements DialectProvider {

  static final String ID = "made-up";

  private static final int TABLES = 8;
  private static final int ROW = 64 << 10;
  private static final int ROWS_OF_A_MEBIBYTE = 16;

  static DatabaseEndpoint of(long mebibytes) {
    return DatabaseEndpoint.builder(ID).database(String.valueOf(mebibytes)).build();
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
    return new MadeUpDumper();
  }

  @Override
  public Restorer restorer() {
    return new MadeUpRestorer();
  }

  private static final class MadeUpDumper implements Dumper {

    @Override
    public List<Finding> check(
        DatabaseEndpoint source, DumpOptions options, OperationContext context) {
      return List.of();
    }

    @Override
    public DumpSession open(
        DatabaseEndpoint source, DumpOptions options, OperationContext context) {
      long rows = Long.parseLong(source.database()) * ROWS_OF_A_MEBIBYTE / TABLES;
      List<DumpPart> parts = new ArrayList<>();
      for (int table = 0; table < TABLES; table++) {
        parts.add(
            DumpPart.of(Stage.DATA, "t" + table)
                .withGroup("table " + table)
                .withEstimatedBytes(rows * ROW));
      }
      DumpDescription description = DumpDescription.of(ID, 1, "1.0", "").withParts(parts);
      return new DumpSession() {
        @Override
        public DumpDescription description() {
          return description;
        }

        @Override
        public PartResult write(DumpPart part, OutputStream out, OperationContext own)
            throws IOException {
          byte[] row = new byte[ROW];
          Random random = new Random(part.id().hashCode());
          Tally tally = Tally.none();
          for (long i = 0; i < rows; i++) {
            random.nextBytes(row);
            out.write(row);
            tally = tally.plus(Tally.of(1, RowHash.of(row, 0, ROW)));
          }
          return PartResult.of(part.group().orElseThrow(), tally);
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class MadeUpRestorer implements Restorer {

    @Override
    public RestoreTraits traits() {
      return new RestoreTraits(Set.of(RestoreMode.IN_PLACE), false, false);
    }

    @Override
    public List<Finding> check(
        DatabaseEndpoint target,
        DumpDescription dump,
        RestoreOptions options,
        OperationContext context) {
      return List.of();
    }

    @Override
    public RestoreLock lock(
        DatabaseEndpoint target, RestoreOptions options, OperationContext context) {
      return new RestoreLock() {
        @Override
        public Optional<Journal> journal() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public RestoreSession open(
        DatabaseEndpoint target,
        DumpDescription dump,
        RestoreOptions options,
        Journal journal,
        OperationContext context) {
      return new Loading();
    }

    @Override
    public Recovery recover(
        DatabaseEndpoint target,
        RestoreOptions options,
        Journal journal,
        OperationContext context) {
      return Recovery.of(Recovery.Live.UNTOUCHED);
    }

    @Override
    public List<Finding> checkUndo(
        DatabaseEndpoint target,
        UndoToken token,
        RestoreOptions options,
        OperationContext context) {
      return List.of(Finding.error("no-undo", "Nothing is kept.", ""));
    }

    @Override
    public void undo(
        DatabaseEndpoint target,
        UndoToken token,
        RestoreOptions options,
        Journal journal,
        OperationContext context)
        throws DialectException {
      throw new DialectException(DialectException.Reason.SERVER, "Nothing is kept.");
    }

    @Override
    public void discard(
        DatabaseEndpoint target,
        UndoToken token,
        RestoreOptions options,
        OperationContext context) {}
  }

  private static final class Loading implements RestoreSession {

    private final Map<String, Tally> loaded = new ConcurrentHashMap<>();

    @Override
    public PartResult apply(DumpPart part, InputStream in, OperationContext context)
        throws IOException {
      byte[] row = new byte[ROW];
      Tally tally = Tally.none();
      for (int read = in.readNBytes(row, 0, ROW); read > 0; read = in.readNBytes(row, 0, ROW)) {
        tally = tally.plus(Tally.of(1, RowHash.of(row, 0, read)));
      }
      loaded.merge(part.group().orElseThrow(), tally, Tally::plus);
      return PartResult.of(part.group().orElseThrow(), tally);
    }

    @Override
    public Proof prove(Prove what, OperationContext context) {
      return new Proof(loaded);
    }

    @Override
    public Completion complete(OperationContext context) {
      return Completion.of(Duration.ZERO);
    }

    @Override
    public void close() {}
  }
}
