package io.lifeboat.backup;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchiveTotals;
import io.lifeboat.backup.archive.PartEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Loads the database of an archive in place, and proves what was loaded. */
final class DatabaseRestore {

  private final Setup setup;
  private final Setup.Database database;
  private final Restorer restorer;
  private final RestoreOptions options;
  private final ProgressMeter meter;
  private boolean touched;

  DatabaseRestore(
      Setup setup,
      Setup.Database database,
      Optional<DialectOptions> dialectOptions,
      ProgressMeter meter) {
    this.setup = setup;
    this.database = database;
    this.restorer = database.dialect().restorer();
    RestoreOptions inPlace = RestoreOptions.inPlace().withWorkers(setup.workers());
    this.options =
        dialectOptions
            .or(() -> Optional.ofNullable(database.options()))
            .map(inPlace::withDialect)
            .orElse(inPlace);
    this.meter = meter;
  }

  /** How much was found in the database after loading. */
  record Counted(long rows, int tables) {

    static final Counted NOTHING = new Counted(0, 0);
  }

  List<Finding> check(DumpDescription dump, OperationContext context) {
    return dump.dialect().equals(database.endpoint().dialect())
        ? restorer.check(database.endpoint(), dump, options, context)
        : List.of(); // refused already; another dialect's dump is none of its business
  }

  RestoreLock lock(OperationContext context) throws DialectException {
    return restorer.lock(database.endpoint(), options, context);
  }

  /** Whether the live data may have been changed. */
  boolean touched() {
    return touched;
  }

  /** Loads and proves the dump; what is live afterwards is all of it, or this throws. */
  Counted load(ArchiveReader reader, Workers workers, OperationContext context) throws Exception {
    ArchiveTotals totals = reader.totals();
    DumpDescription dump =
        reader
            .manifest()
            .database()
            .orElseThrow(() -> new IllegalArgumentException("The archive holds no database."));
    meter.phase(Phase.LOADING, reader.parts().stream().mapToLong(PartEntry::rawBytes).sum());
    touched = true;
    try (RestoreSession session =
        restorer.open(database.endpoint(), dump, options, setup.journal(), context)) {
      new PartSchedule(dump.parts()).run(workers, part -> apply(reader, session, part, context));
      meter.phase(Phase.PROVING, 0);
      Proof proof = session.prove(Prove.COUNTS, context);
      compare(expected(reader), proof.tallies());
      session.complete(context);
      return new Counted(totals.rows(), proof.tallies().size());
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
