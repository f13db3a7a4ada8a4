package io.lifeboat.backup;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.archive.ArchiveWriter;
import io.lifeboat.backup.archive.EntryPath;
import io.lifeboat.backup.archive.FileHeader;
import io.lifeboat.backup.archive.FileOutput;
import io.lifeboat.backup.archive.MissingFile;
import io.lifeboat.backup.files.FileAttempt;
import io.lifeboat.backup.files.FileEntry;
import io.lifeboat.backup.files.FileKind;
import io.lifeboat.backup.files.FileProblem;
import io.lifeboat.backup.files.FileTree;
import io.lifeboat.backup.files.FileVisitor;
import io.lifeboat.backup.files.ReliableFileRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of all roots into an archive, and remembers what could not be read. */
final class FileBackup {

  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;

  private final ArchiveWriter writer;
  private final ProgressMeter meter;
  private final CancellationToken cancellation;
  private final ThreadLocal<ReliableFileRead> readers;
  private final List<MissingFile> missing = new ArrayList<>();

  FileBackup(
      ArchiveWriter writer, int chunkBytes, ProgressMeter meter, CancellationToken cancellation) {
    this.writer = writer;
    this.meter = meter;
    this.cancellation = cancellation;
    this.readers = ThreadLocal.withInitial(() -> new ReliableFileRead(chunkBytes, cancellation));
  }

  /** Walks a root on this thread; its files are read by the batch. */
  void submit(FileRoot root, Workers.Batch batch) throws IOException {
    new FileTree(root).walk(new Walk(root, batch));
  }

  List<MissingFile> missing() {
    synchronized (missing) {
      return List.copyOf(missing);
    }
  }

  private void problem(String root, String path, String message) {
    synchronized (missing) {
      missing.add(new MissingFile(root, path, message));
    }
    meter.note(
        Finding.warning(
            "files.missing", message, "The backup is PARTIAL: this file is not in it."));
  }

  private void read(FileRoot root, FileEntry entry) throws IOException {
    Optional<FileProblem> problem =
        readers.get().read(root, entry, (now, attempt) -> begin(root, now, attempt));
    problem.ifPresent(why -> problem(why.root(), why.path(), why.message()));
  }

  private FileAttempt begin(FileRoot root, FileEntry entry, int attempt) {
    EntryPath path = EntryPath.of(entry.path());
    return new Attempt(writer.openFile(root.name(), path, attempt), header(root, entry));
  }

  private static FileHeader header(FileRoot root, FileEntry entry) {
    int usual = entry.kind() == FileKind.DIRECTORY ? DIRECTORY_MODE : FILE_MODE;
    int mode = entry.mode() == FileEntry.UNKNOWN_MODE ? usual : entry.mode();
    return new FileHeader(root.name(), EntryPath.of(entry.path()), mode, entry.modified());
  }

  /** Takes what is found below one root. */
  private final class Walk implements FileVisitor {

    private final FileRoot root;
    private final Workers.Batch batch;

    Walk(FileRoot root, Workers.Batch batch) {
      this.root = root;
      this.batch = batch;
    }

    @Override
    public void entry(FileEntry entry) throws IOException {
      cancellation.throwIfCancelled();
      Optional<String> refused = EntryPath.problem(entry.path());
      if (refused.isEmpty() && entry.kind() == FileKind.SYMLINK) {
        refused = EntryPath.of(entry.path()).linkProblem(entry.linkTarget());
      }
      if (refused.isPresent()) {
        FileBackup.this.problem(root.name(), entry.path(), refused.get());
        return;
      }
      switch (entry.kind()) {
        case DIRECTORY -> writer.addDirectory(header(root, entry));
        case SYMLINK -> writer.addLink(header(root, entry), entry.linkTarget());
        case FILE -> submit(entry);
      }
    }

    private void submit(FileEntry entry) throws IOException {
      meter.expectMore(entry.size());
      Interrupting.submit(batch, () -> read(root, entry));
    }

    @Override
    public void problem(FileProblem problem) {
      FileBackup.this.problem(problem.root(), problem.path(), problem.message());
    }
  }

  /** Hands the content of one reading on. */
  private final class Attempt implements FileAttempt {

    private final FileOutput out;
    private final FileHeader header;

    Attempt(FileOutput out, FileHeader header) {
      this.out = out;
      this.header = header;
    }

    @Override
    public void write(ByteBuffer content) throws IOException {
      int length = content.remaining();
      if (content.hasArray()) {
        out.write(content.array(), content.arrayOffset() + content.position(), length);
        content.position(content.limit());
      } else {
        byte[] bytes = new byte[length];
        content.get(bytes);
        out.write(bytes);
      }
      meter.moved(length);
    }

    @Override
    public void complete() throws IOException {
      out.complete(header.mode(), header.modified());
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
