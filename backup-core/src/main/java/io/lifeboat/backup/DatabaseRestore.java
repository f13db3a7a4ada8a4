package io.lifeboat.backup;

import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.PartEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Loads the database of an archive, over the live one or beside it, and proves what was loaded. */
final class DatabaseRestore {

  private final Setup.Database database;
  private final Restorer restorer;
  private final RestoreOptions options;
  private final ProgressMeter meter;
  private final Prove prove;
  private boolean touched;

  DatabaseRestore(Setup.Database database, RestoreOptions options, ProgressMeter meter) {
    this(database, options, Prove.COUNTS, meter);
  }

  DatabaseRestore(
      Setup.Database database, RestoreOptions options, Prove prove, ProgressMeter meter) {
    this.prove = prove;
    this.database = database;
    this.restorer = database.dialect().restorer();
    this.options = options;
    this.meter = meter;
  }

  /** How much was found in the database after loading. */
  record Counted(long rows, int tables) {

    static final Counted NOTHING = new Counted(0, 0);
  }

  RestoreMode mode() {
    return options.mode();
  }

  List<Finding> check(DumpDescription dump, OperationContext context) {
    return dump.dialect().equals(database.endpoint().dialect())
            || otherDialects(options).contains(dump.dialect())
        ? restorer.check(database.endpoint(), dump, options, context)
        : List.of(); // refused already; another dialect's dump is none of its business
  }

  /** Whose dumps the host asked to restore besides. */
  static Set<String> otherDialects(RestoreOptions options) {
    return options
        .dialect(DialectOptions.class)
        .map(DialectOptions::otherDialects)
        .orElse(Set.of());
  }

  RestoreLock lock(OperationContext context) throws DialectException {
    return restorer.lock(database.endpoint(), options, context);
  }

  /** Whether the live data may have been changed. */
  boolean touched() {
    return touched;
  }

  /** Loads and proves the dump; in place, what is live is all of it from {@code complete} on. */
  Loaded load(ArchiveReader reader, Workers workers, Journal journal, OperationContext context)
      throws Exception {
    DumpDescription dump =
        reader
            .manifest()
            .database()
            .orElseThrow(() -> new IllegalArgumentException("The archive holds no database."));
    meter.phase(Phase.LOADING, reader.parts().stream().mapToLong(PartEntry::rawBytes).sum());
    RestoreSession session = restorer.open(database.endpoint(), dump, options, journal, context);
    touched = touched || mode() == RestoreMode.IN_PLACE;
    try {
      new PartSchedule(dump.parts()).run(workers, part -> apply(reader, session, part, context));
      meter.phase(Phase.PROVING, 0);
      Proof proof = session.prove(prove, context);
      compare(expected(reader), proof.tallies());
      return new Loaded(session, new Counted(reader.totals().rows(), proof.tallies().size()));
    } catch (Exception e) {
      Closing.suppressed(session, e);
      throw e;
    }
  }

  /** What was loaded and proven, and waits to be made live. */
  final class Loaded implements AutoCloseable {

    private final RestoreSession session;
    private final Counted counted;

    private Loaded(RestoreSession session, Counted counted) {
      this.session = session;
      this.counted = counted;
    }

    Counted counted() {
      return counted;
    }

    Completion complete(OperationContext context) throws DialectException {
      touched = true;
      return session.complete(context);
    }

    @Override
    public void close() throws DialectException {
      session.close();
    }
  }

  private void apply(
      ArchiveReader reader, RestoreSession session, DumpPart part, OperationContext context)
      throws DialectException, IOException {
    context.cancellation().throwIfCancelled();
    meter.partStarted(part.id());
    try (InputStream in = reader.openPart(part.id())) {
      PartResult result = session.apply(part, new MeteredInput(in, meter, context), context);
      if (in.read() >= 0) {
        throw new DialectException(
            DialectException.Reason.DATA,
            "The part %s was not read to its end by the dialect %s."
                .formatted(part.id(), database.endpoint().dialect()));
      }
      meter.partFinished(part.id(), result.rows());
    }
  }

  private static Map<String, Tally> expected(ArchiveReader reader) {
    Map<String, Tally> tables = new TreeMap<>();
    for (PartEntry part : reader.parts()) {
      part.result().tallies().forEach((name, tally) -> tables.merge(name, tally, Tally::plus));
    }
    return tables;
  }

  private static void compare(Map<String, Tally> expected, Map<String, Tally> loaded)
      throws DialectException {
    StringBuilder differences = new StringBuilder();
    TreeMap<String, Tally> all = new TreeMap<>(loaded);
    expected.forEach(all::putIfAbsent);
    for (String table : all.keySet()) {
      Tally wanted = expected.getOrDefault(table, Tally.none());
      Tally found = loaded.getOrDefault(table, Tally.none());
      boolean sameHash =
          wanted.hash().isEmpty() || found.hash().isEmpty() || wanted.hash().equals(found.hash());
      if (wanted.rows() != found.rows() || !sameHash) {
        differences.append(" %s has %s, the archive %s.".formatted(table, found, wanted));
      }
    }
    if (!differences.isEmpty()) {
      throw new DialectException(
          DialectException.Reason.DATA,
          "What was loaded is not what the archive holds:" + differences);
    }
  }
}
