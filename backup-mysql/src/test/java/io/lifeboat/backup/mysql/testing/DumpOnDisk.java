package io.lifeboat.backup.mysql.testing;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectOptions;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.DumpSession;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/** A dump whose parts are files: written and loaded by several threads, as the core does. */
public final class DumpOnDisk {

  private final DumpDescription description;
  private final Map<String, Tally> tallies;
  private final Path folder;

  private DumpOnDisk(DumpDescription description, Map<String, Tally> tallies, Path folder) {
    this.description = description;
    this.tallies = tallies;
    this.folder = folder;
  }

  /**
   * Dump a database.
   *
   * @param provider of the dialect
   * @param source the database
   * @param options with as many workers as threads shall write
   * @param context of the dump
   * @param folder for the parts, made if absent
   * @return the dump
   * @throws Exception what the dialect threw
   */
  public static DumpOnDisk write(
      DialectProvider provider,
      DatabaseEndpoint source,
      DumpOptions options,
      OperationContext context,
      Path folder)
      throws Exception {
    try (DumpSession session = provider.dumper().open(source, options, context)) {
      return write(session, options.workers(), context, folder);
    }
  }

  /**
   * Write the parts of a session that is open.
   *
   * @param session not closed
   * @param workers how many threads
   * @param context of the parts
   * @param folder for the parts, made if absent
   * @return the dump
   * @throws Exception what the dialect threw
   */
  public static DumpOnDisk write(
      DumpSession session, int workers, OperationContext context, Path folder) throws Exception {
    Files.createDirectories(folder);
    ConcurrentLinkedQueue<PartResult> results = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (DumpPart part : session.description().parts()) {
      tasks.add(
          () -> {
            try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(part.id())))) {
              results.add(session.write(part, out, context));
            }
            return null;
          });
    }
    inThreads(workers, tasks);
    Map<String, Tally> tallies = new TreeMap<>();
    results.forEach(
        result ->
            result.tallies().forEach((table, tally) -> tallies.merge(table, tally, Tally::plus)));
    return new DumpOnDisk(session.description(), tallies, folder);
  }

  /**
   * Return what was dumped.
   *
   * @return the description
   */
  public DumpDescription description() {
    return description;
  }

  /**
   * Return what was counted while it was dumped.
   *
   * @return one tally for each table, parts added up
   */
  public Map<String, Tally> tallies() {
    return tallies;
  }

  /**
   * Return the rows that were counted while it was dumped.
   *
   * @return number of rows of each table that has some
   */
  public Map<String, Long> rows() {
    return rows(tallies);
  }

  /**
   * Return the number of rows of each table that has some.
   *
   * @param tallies of tables
   * @return sorted by table
   */
  public static Map<String, Long> rows(Map<String, Tally> tallies) {
    Map<String, Long> rows = new TreeMap<>();
    tallies.forEach(
        (table, tally) -> {
          if (tally.rows() > 0) {
            rows.put(table, tally.rows());
          }
        });
    return rows;
  }

  /**
   * Return the bytes of a part.
   *
   * @param part a part of the description
   * @return its file
   */
  public Path file(DumpPart part) {
    return folder.resolve(part.id());
  }

  /**
   * Change the bytes of all parts that hold rows.
   *
   * @param change bytes to bytes
   * @return whether any part was changed
   * @throws IOException if a file could not be read or written
   */
  public boolean tamper(UnaryOperator<byte[]> change) throws IOException {
    boolean changed = false;
    for (DumpPart part : description.parts()) {
      if (part.stage() == Stage.DATA) {
        byte[] before = Files.readAllBytes(file(part));
        byte[] after = change.apply(before);
        if (!Arrays.equals(before, after)) {
          Files.write(file(part), after);
          changed = true;
        }
      }
    }
    return changed;
  }

  /**
   * Load the dump.
   *
   * @param provider of the dialect
   * @param target the database
   * @param dialect options of the dialect
   * @param workers how many threads
   * @param what how deep the loaded database is looked at
   * @param context of the restore
   * @return what is in the database now
   * @throws Exception what the dialect threw
   */
  public Proof load(
      DialectProvider provider,
      DatabaseEndpoint target,
      DialectOptions dialect,
      int workers,
      Prove what,
      OperationContext context)
      throws Exception {
    RestoreOptions options = RestoreOptions.inPlace().withWorkers(workers).withDialect(dialect);
    try (RestoreSession session =
        provider.restorer().open(target, description, options, new NoJournal(), context)) {
      applyAll(session, workers, context);
      Proof proof = session.prove(what, context);
      session.complete(context);
      return proof;
    }
  }

  /**
   * Apply all parts in the order that stages and groups ask for.
   *
   * @param session of a restore
   * @param workers how many threads
   * @param context of the parts
   * @throws Exception what the dialect threw
   */
  public void applyAll(RestoreSession session, int workers, OperationContext context)
      throws Exception {
    for (DumpPart part : of(Stage.SCHEMA)) {
      apply(session, part, context);
    }
    List<Callable<Void>> rows = new ArrayList<>();
    for (DumpPart part : of(Stage.DATA)) {
      rows.add(() -> apply(session, part, context));
    }
    inThreads(workers, rows);
    List<Callable<Void>> ofGroups = new ArrayList<>();
    for (DumpPart part : of(Stage.FINISH)) {
      if (part.group().isPresent()) {
        ofGroups.add(() -> apply(session, part, context));
      }
    }
    inThreads(workers, ofGroups);
    for (DumpPart part : of(Stage.FINISH)) {
      if (part.group().isEmpty()) {
        apply(session, part, context);
      }
    }
  }

  private Void apply(RestoreSession session, DumpPart part, OperationContext context)
      throws DialectException, IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file(part)))) {
      session.apply(part, in, context);
      if (in.read() >= 0) {
        throw new IllegalStateException(part + " was not read to its end");
      }
    }
    return null;
  }

  private List<DumpPart> of(Stage stage) {
    return description.parts().stream().filter(part -> part.stage() == stage).toList();
  }

  /** Runs all; the first failure is thrown when all that began have ended. */
  private static void inThreads(int threads, List<Callable<Void>> tasks) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Future<Void>> running = tasks.stream().map(workers::submit).toList();
    workers.shutdown();
    Optional<Exception> failure = Optional.empty();
    for (Future<Void> one : running) {
      try {
        one.get();
      } catch (CancellationException e) {
        // After the first failure nothing more is begun.
      } catch (ExecutionException e) {
        running.forEach(other -> other.cancel(false));
        if (failure.isEmpty()) {
          failure = Optional.of(e.getCause() instanceof Exception cause ? cause : e);
        }
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** A journal that nobody asks. */
  static final class NoJournal implements Journal {

    private final List<JournalEntry> entries = new ArrayList<>();

    @Override
    public synchronized void append(JournalEntry entry) {
      entries.add(entry);
    }

    @Override
    public synchronized List<JournalEntry> entries() {
      return List.copyOf(entries);
    }

    @Override
    public synchronized void replace(List<JournalEntry> remaining) {
      entries.clear();
      entries.addAll(remaining);
    }
  }
}
