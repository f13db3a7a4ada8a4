package io.lifeboat.backup;

import io.lifeboat.backup.FolderDialect.Faults;
import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DialectException.Reason;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Journal;
import io.lifeboat.backup.api.JournalEntry;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.Recovery;
import io.lifeboat.backup.api.Recovery.Live;
import io.lifeboat.backup.api.RestoreLock;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.RestoreTraits;
import io.lifeboat.backup.api.Restorer;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.api.UndoToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Loads folder databases in place, beside the live one, or into another. An exchange is two
 * renames, so there is an instant without a database, which a recovery has to deal with.
 */
final class FolderRestorer implements Restorer {

  private static final String STEP = FolderDialect.ID + ".swap";

  /** In the restored folder, so that it can be told from the old one wherever both are. */
  static final String MARK = ".restored-";

  /** Work on the disk. */
  private interface DiskWork {
    void run() throws IOException;
  }

  @Override
  public RestoreTraits traits() {
    return new RestoreTraits(
        Set.of(RestoreMode.IN_PLACE, RestoreMode.SWAP, RestoreMode.INTO), false, true);
  }

  @Override
  public List<Finding> check(
      DatabaseEndpoint target,
      DumpDescription dump,
      RestoreOptions options,
      OperationContext context) {
    List<Finding> findings = new ArrayList<>(faults(options).findings);
    if (options.mode() == RestoreMode.SWAP) {
      findings.addAll(faults(options).swapFindings);
    }
    return findings;
  }

  private static Faults faults(RestoreOptions options) {
    return options.dialect(Faults.class).orElseGet(Faults::new);
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
      OperationContext context)
      throws DialectException {
    Path live = Path.of(target.database());
    Faults faults = faults(options);
    return switch (options.mode()) {
      case IN_PLACE -> {
        for (Path table : FolderDialect.tables(live)) {
          step(faults, "drop", () -> Files.delete(table));
        }
        yield new Session(live, live, "", new AtomicBoolean(true), faults);
      }
      case INTO -> {
        Path clone = live.resolveSibling(options.into().orElseThrow());
        step(faults, "create", () -> Files.createDirectory(clone));
        yield new Session(clone, clone, "", new AtomicBoolean(), faults);
      }
      case SWAP -> {
        String id = String.valueOf(context.clock().millis());
        step(
            faults,
            "journal",
            () ->
                journal.append(
                    new JournalEntry(context.clock().instant(), STEP, Map.of("id", id))));
        step(faults, "create", () -> Files.createDirectory(staging(live, id)));
        yield new Session(staging(live, id), live, id, new AtomicBoolean(), faults);
      }
    };
  }

  private static Path staging(Path live, String id) {
    return live.resolveSibling(live.getFileName() + ".staging-" + id);
  }

  private static Path old(Path live, String id) {
    return live.resolveSibling(live.getFileName() + ".old-" + id);
  }

  private static Path passing(Path live, String id) {
    return live.resolveSibling(live.getFileName() + ".passing-" + id);
  }

  private static void step(Faults faults, String name, DiskWork work) throws DialectException {
    faults.beforeStep.accept(name);
    try {
      work.run();
    } catch (IOException e) {
      throw new DialectException(Reason.SERVER, "The step " + name + " failed: " + e, false, e);
    }
  }

  @Override
  public Recovery recover(
      DatabaseEndpoint target, RestoreOptions options, Journal journal, OperationContext context)
      throws DialectException {
    Path live = Path.of(target.database());
    Faults faults = faults(options);
    String id;
    try {
      id =
          journal.entries().stream()
              .filter(entry -> entry.step().equals(STEP))
              .map(entry -> entry.facts().getOrDefault("id", ""))
              .reduce("", (first, second) -> second);
    } catch (IOException e) {
      throw new DialectException(Reason.OTHER, "The journal can't be read.", false, e);
    }
    if (id.isEmpty()) {
      return Recovery.of(Live.UNTOUCHED);
    }
    step(faults, "put back", () -> putBack(live, id));
    step(faults, "remove staging", () -> remove(staging(live, id)));
    boolean restored = Files.exists(live.resolve(MARK + id));
    Recovery recovery = Recovery.of(restored ? Live.RESTORED : Live.OLD);
    return Files.exists(old(live, id)) ? recovery.withUndo(new UndoToken(id)) : recovery;
  }

  /** Ends an exchange that was cut off between its renames. */
  private static void putBack(Path live, String id) throws IOException {
    if (Files.exists(passing(live, id))) {
      Path free = Files.exists(live) ? old(live, id) : live;
      Files.move(passing(live, id), free);
    } else if (!Files.exists(live)) {
      Files.move(old(live, id), live);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Override
  public List<Finding> checkUndo(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context) {
    return Files.exists(old(Path.of(target.database()), token.value()))
        ? List.of()
        : List.of(Finding.error("undo.gone", "The other copy is gone.", ""));
  }

  @Override
  public void undo(
      DatabaseEndpoint target,
      UndoToken token,
      RestoreOptions options,
      Journal journal,
      OperationContext context)
      throws DialectException {
    Path live = Path.of(target.database());
    String id = token.value();
    Faults faults = faults(options);
    step(
        faults,
        "journal",
        () -> journal.append(new JournalEntry(context.clock().instant(), STEP, Map.of("id", id))));
    step(faults, "live away", () -> Files.move(live, passing(live, id)));
    step(faults, "other in", () -> Files.move(old(live, id), live));
    step(faults, "keep", () -> Files.move(passing(live, id), old(live, id)));
  }

  @Override
  public void discard(
      DatabaseEndpoint target, UndoToken token, RestoreOptions options, OperationContext context)
      throws DialectException {
    Path live = Path.of(target.database());
    step(faults(options), "discard", () -> remove(old(live, token.value())));
  }

  /** One restore; {@code id} is empty where nothing is exchanged; {@code stays} once complete. */
  private record Session(Path folder, Path live, String id, AtomicBoolean stays, Faults faults)
      implements RestoreSession {

    @Override
    public PartResult apply(DumpPart part, InputStream in, OperationContext context)
        throws DialectException, IOException {
      String table = part.group().orElseThrow();
      byte[] read = in.readAllBytes();
      if (faults.failEveryLoad) {
        throw FolderDialect.failed(Reason.SERVER, "The server refuses " + table + ".");
      }
      if (faults.failLoadAfter.addAndGet(-FolderDialect.lines(read)) < 0) {
        faults.failLoadAfter.set(Long.MAX_VALUE);
        throw FolderDialect.failed(
            Reason.SERVER, "The server went away while loading " + table + ".");
      }
      boolean drop = faults.dropARow && read.length > 0;
      if (drop) {
        faults.dropARow = false;
      }
      byte[] rows = drop ? new byte[0] : read;
      if (faults.changeARow && rows.length > 0) {
        faults.changeARow = false;
        rows[0]++;
      }
      step(faults, "load", () -> Files.write(folder.resolve(table), rows));
      return PartResult.of(table, Tally.ofRows(FolderDialect.lines(rows)));
    }

    @Override
    public Proof prove(Prove what, OperationContext context) throws DialectException {
      Map<String, Tally> tallies = new HashMap<>();
      for (Path table : FolderDialect.tables(folder)) {
        try {
          tallies.put(
              String.valueOf(table.getFileName()),
              what == Prove.ROWS
                  ? FolderDialect.tally(Files.readAllBytes(table))
                  : Tally.ofRows(FolderDialect.lines(Files.readAllBytes(table))));
        } catch (IOException e) {
          throw new DialectException(Reason.SERVER, "Can't count " + table, false, e);
        }
      }
      return new Proof(tallies);
    }

    @Override
    public Completion complete(OperationContext context) throws DialectException {
      stays.set(true);
      if (id.isEmpty()) {
        return Completion.of(Duration.ZERO);
      }
      step(faults, "mark", () -> Files.createFile(folder.resolve(MARK + id)));
      step(faults, "live away", () -> Files.move(live, old(live, id)));
      step(faults, "staging in", () -> Files.move(folder, live));
      step(faults, "exchanged", () -> {});
      return Completion.of(Duration.ZERO).withUndo(new UndoToken(id));
    }

    @Override
    public void close() throws DialectException {
      if (!id.isEmpty() || !stays.get()) {
        step(faults, "close", () -> remove(folder));
      }
    }
  }
}
