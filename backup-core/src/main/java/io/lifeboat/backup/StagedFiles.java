package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.archive.ArchiveReader;
import io.lifeboat.backup.archive.ArchivedEntry;
import io.lifeboat.backup.archive.FileHeader;
import io.lifeboat.backup.files.FileEntry;
import io.lifeboat.backup.files.FileRestore;
import io.lifeboat.backup.files.FileSwap;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The file roots of one restore: their restored copies beside the live ones, and the exchange of
 * both. Closing removes the copies that are not live, unless they are kept.
 */
final class StagedFiles implements AutoCloseable {

  private final List<FileSwap> swaps = new ArrayList<>();
  private boolean kept;
  private long files;

  private StagedFiles() {}

  /** Extracts nothing. */
  static StagedFiles none() {
    return new StagedFiles();
  }

  /** Extracts and verifies all files of the roots; nothing live is touched. */
  static StagedFiles extract(
      ArchiveReader reader,
      List<FileRoot> roots,
      String operation,
      Workers workers,
      ProgressMeter meter,
      CancellationToken cancellation)
      throws Exception {
    StagedFiles staged = new StagedFiles();
    Map<String, FileRestore> restores = new HashMap<>();
    try {
      for (FileRoot root : roots) {
        restores.put(root.name(), FileRestore.begin(root, operation));
      }
      staged.fill(reader, restores, workers, meter, cancellation);
      for (FileRestore restore : restores.values()) {
        staged.swaps.add(restore.stage());
      }
    } catch (Exception e) {
      Closing.suppressed(staged, e);
      throw e;
    } finally {
      for (FileRestore restore : restores.values()) {
        restore.close();
      }
    }
    return staged;
  }

  /**
   * Takes over what a process that is gone left of an operation. An exchange of a root that was not
   * complete is taken back by this; copies that were not complete are removed.
   */
  static StagedFiles found(List<FileRoot> roots, String operation) throws IOException {
    StagedFiles found = new StagedFiles();
    found.kept = true;
    found.takeOver(roots, operation::equals);
    return found;
  }

  /** Removes the copies of all operations but some, as far as no live process works on them. */
  static void discardOthers(List<FileRoot> roots, Set<String> operations) throws IOException {
    try (StagedFiles others = new StagedFiles()) {
      others.takeOver(roots, operation -> !operations.contains(operation));
    }
  }

  private void takeOver(List<FileRoot> roots, Predicate<String> wanted) throws IOException {
    for (FileRoot root : roots) {
      for (FileSwap swap : FileSwap.recover(root)) {
        if (wanted.test(swap.operation())) {
          swaps.add(swap);
        } else {
          swap.close();
        }
      }
    }
  }

  private void fill(
      ArchiveReader reader,
      Map<String, FileRestore> restores,
      Workers workers,
      ProgressMeter meter,
      CancellationToken cancellation)
      throws Exception {
    try (Workers.Batch batch = workers.batch()) {
      reader.visitEntries(
          entry -> {
            cancellation.throwIfCancelled();
            FileRestore restore = restores.get(entry.header().root());
            if (restore != null) {
              add(reader, restore, entry, batch, meter);
            }
            return true;
          });
      batch.await();
    }
  }

  private void add(
      ArchiveReader reader,
      FileRestore restore,
      ArchivedEntry entry,
      Workers.Batch batch,
      ProgressMeter meter)
      throws IOException {
    FileHeader header = entry.header();
    String path = header.path().value();
    switch (entry.kind()) {
      case DIRECTORY -> restore.add(FileEntry.directory(path, header.mode(), header.modified()));
      case LINK ->
          restore.add(FileEntry.symlink(path, entry.target().orElse(""), header.modified()));
      case FILE -> {
        files++;
        FileEntry file = FileEntry.file(path, entry.size(), header.mode(), header.modified());
        Interrupting.submit(
            batch,
            () -> {
              try (InputStream in = reader.openFile(entry)) {
                restore.add(file, in, entry.sha256().orElse(""));
              }
              meter.moved(entry.size());
            });
      }
    }
  }

  long files() {
    return files;
  }

  /** Whether the restored files of all roots are live. */
  boolean restoredIsLive() {
    return swaps.stream().allMatch(swap -> swap.state() == FileSwap.State.SWAPPED);
  }

  /**
   * Makes one side live, in all roots; a root that has it live already is left alone. Where one
   * fails, those before it are exchanged back.
   */
  void bring(boolean restored) throws IOException {
    List<FileSwap> done = new ArrayList<>();
    for (FileSwap swap : swaps) {
      try {
        if (exchange(swap, restored)) {
          done.add(swap);
        }
      } catch (IOException | RuntimeException e) {
        for (FileSwap exchanged : done) {
          try {
            exchange(exchanged, !restored);
          } catch (IOException suppressed) {
            e.addSuppressed(suppressed);
          }
        }
        throw e;
      }
    }
  }

  private static boolean exchange(FileSwap swap, boolean restored) throws IOException {
    boolean live = swap.state() == FileSwap.State.SWAPPED;
    if (live == restored) {
      return false;
    }
    if (restored) {
      swap.swap();
    } else {
      swap.undo();
    }
    return true;
  }

  /** Leaves the copies that are not live where they are, for a later undo. */
  void keep() {
    kept = true;
  }

  /** Removes the copies that are not live. */
  void discard() {
    kept = false;
  }

  /** Lets go of the copies; removes those that are not live, unless they are kept. */
  @Override
  public void close() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (FileSwap swap : swaps) {
      try (swap) {
        if (!kept) {
          swap.discard();
        }
      } catch (IOException e) {
        failure.ifPresent(e::addSuppressed);
        failure = Optional.of(e);
      }
    }
    swaps.clear();
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
