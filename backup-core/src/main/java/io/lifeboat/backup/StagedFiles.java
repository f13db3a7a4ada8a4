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

/**
 * The files of an archive, extracted beside the live ones, and the exchange of both. Closing
 * discards the copies that are not live.
 */
final class StagedFiles implements AutoCloseable {

  private final List<FileSwap> swaps = new ArrayList<>();
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
        discardOlder(root);
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

  private static void discardOlder(FileRoot root) throws IOException {
    for (FileSwap older : FileSwap.recover(root)) {
      try (older) {
        older.discard();
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

  /** Makes the restored files live; all roots, or none. */
  void swap() throws IOException {
    List<FileSwap> done = new ArrayList<>();
    for (FileSwap swap : swaps) {
      try {
        swap.swap();
        done.add(swap);
      } catch (IOException | RuntimeException e) {
        for (FileSwap swapped : done) {
          try {
            swapped.undo();
          } catch (IOException suppressed) {
            e.addSuppressed(suppressed);
          }
        }
        throw e;
      }
    }
  }

  /** Removes the copies that are not live. */
  @Override
  public void close() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (FileSwap swap : swaps) {
      try (swap) {
        swap.discard();
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
