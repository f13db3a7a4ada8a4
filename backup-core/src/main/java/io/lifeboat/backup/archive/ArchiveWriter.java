package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive, front to back, into a sink.
 *
 * <p>Thread-safe: parts and files are written by several threads at the same time; each encodes its
 * own chunks and appends them as finished members. Never holds the index or a file catalogue in
 * memory. Does not know what is encrypted, or where the bytes go.
 *
 * <p>Only {@link #finish} makes what was written an archive.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ArchiveWriter implements AutoCloseable {

  /** Of members that are no file of the application. */
  static final int FILE_MODE = 0600;

  /** What is kept of a message, so that its line fits into the index. */
  private static final int MAX_TEXT = 4000;

  private final EncodedOutput sink;
  private final TarOutput tar;
  private final ArchiveSettings settings;
  private final IndexSpool index;
  private final ChunkBuffers buffers;
  private final Map<String, DumpPart> parts = new HashMap<>();
  private final Set<String> roots = new HashSet<>();
  private final Set<String> begunParts = new HashSet<>();
  private final List<IndexLine> completeParts = new ArrayList<>();
  private final AtomicLong rawBytes = new AtomicLong();
  private final ArchiveCount count = new ArchiveCount();
  private final MemberAt manifestAt;
  private boolean finished;
  private boolean closed;
  private @Nullable Throwable broken;

  private ArchiveWriter(
      EncodedOutput sink, Manifest manifest, ArchiveSettings settings, IndexSpool index)
      throws IOException {
    this.sink = sink;
    this.tar = new TarOutput(sink);
    this.settings = settings;
    this.buffers = new ChunkBuffers(settings.chunkBytes());
    this.index = index;
    manifest.database().ifPresent(dump -> dump.parts().forEach(part -> parts.put(part.id(), part)));
    manifest.files().ifPresent(all -> all.forEach(root -> roots.add(root.name())));
    ByteBuffer json =
        ByteBuffer.wrap(
            new ManifestJson(manifest, settings.memberCodec().id(), settings.chunkBytes()).write());
    TarMember member =
        TarMember.file(MemberNames.MANIFEST, json.remaining(), FILE_MODE, manifest.created());
    this.manifestAt = tar.append(member, json, Sha256.of(json));
    count.members++;
    index.add(new IndexLine.OfManifest(manifestAt));
  }

  /**
   * Begin an archive: writes the manifest.
   *
   * @param sink where the tar goes; finished by {@link #finish} and closed by {@link #close()}, or
   *     when this method throws
   * @param manifest what the archive will hold
   * @param settings how it is written
   * @return the writer
   * @throws IOException if the sink failed
   */
  public static ArchiveWriter open(EncodedOutput sink, Manifest manifest, ArchiveSettings settings)
      throws IOException {
    List<AutoCloseable> opened = new ArrayList<>(List.of(sink));
    try {
      IndexSpool index =
          new IndexSpool(settings.memberCodec(), settings.chunkBytes(), settings.workDirectory());
      opened.add(index);
      return new ArchiveWriter(sink, manifest, settings, index);
    } catch (IOException | RuntimeException | Error e) {
      for (AutoCloseable resource : opened) {
        try {
          resource.close();
        } catch (Exception suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    }
  }

  /**
   * Begin a part of the dump.
   *
   * @param part one of the manifest's parts, each at most once
   * @return takes its raw bytes; closed by the caller
   * @throws IllegalArgumentException if the manifest has no such part, or it was begun before
   */
  public PartOutput openPart(DumpPart part) {
    synchronized (this) {
      DumpPart known = parts.get(part.id());
      if (known == null || !known.equals(part) || !begunParts.add(part.id())) {
        throw new IllegalArgumentException(
            "The part " + part + " is not in the manifest, or was begun before.");
      }
    }
    return new ArchivePartOutput(this, part);
  }

  /**
   * Begin a regular file, or begin it again after an attempt that was abandoned.
   *
   * @param root the name of its root
   * @param path below the root; the caller sees to it that no path is added twice and none is below
   *     a file or link
   * @param attempt 1 at first, another number each time
   * @return takes its content; closed by the caller
   * @throws IllegalArgumentException if the manifest has no such root
   */
  public FileOutput openFile(String root, EntryPath path, int attempt) {
    requireRoot(root);
    synchronized (this) {
      count.openFiles++;
    }
    return new ArchiveFileOutput(this, root, path, attempt);
  }

  /**
   * Add a directory, empty or not. Directories need not come before what is in them.
   *
   * @param directory its root, path, mode and time
   * @throws IOException if the sink failed
   * @throws IllegalArgumentException if the manifest has no such root
   */
  public void addDirectory(FileHeader directory) throws IOException {
    requireRoot(directory.root());
    TarMember member =
        TarMember.directory(
            MemberNames.entry(directory.root(), directory.path()),
            directory.mode(),
            directory.modified());
    addEntry(Kind.DIRECTORY, directory, "", member);
  }

  /**
   * Add a symbolic link.
   *
   * @param link its root, path, mode and time
   * @param target what it points to, as text
   * @throws IOException if the sink failed
   * @throws IllegalArgumentException if the manifest has no such root, or {@link
   *     EntryPath#linkProblem} has something against the target; ask it before
   */
  public void addLink(FileHeader link, String target) throws IOException {
    requireRoot(link.root());
    link.path()
        .linkProblem(target)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    TarMember member =
        TarMember.link(
            MemberNames.entry(link.root(), link.path()), target, link.mode(), link.modified());
    addEntry(Kind.LINK, link, target, member);
  }

  /**
   * Return how many raw bytes of parts and files were taken so far, for progress.
   *
   * @return bytes; those of abandoned attempts are counted too
   */
  public long rawBytes() {
    return rawBytes.get();
  }

  /**
   * Return how many bytes were handed to the sink so far.
   *
   * @return bytes of the tar
   */
  public long storedBytes() {
    return tar.position();
  }

  /**
   * Write index, summary and locator, and finish the sink. Called once, when all parts and files
   * are complete.
   *
   * @param missing files that should be here and are not; any makes the outcome {@link
   *     Outcome#PARTIAL}
   * @param findings what else the operator should know; kept in the archive
   * @return what the archive holds
   * @throws IOException if the sink failed, now or earlier: whoever overlooked a failure gets no
   *     archive either
   * @throws IllegalStateException if a part of the manifest is not complete, or a file is still
   *     open: no archive without its whole database is ever finished
   */
  public synchronized ArchiveSummary finish(List<MissingFile> missing, List<Finding> findings)
      throws IOException {
    requireUsable();
    requireComplete();
    return whole(() -> finishNow(missing, findings));
  }

  private ArchiveSummary finishNow(List<MissingFile> missing, List<Finding> findings)
      throws IOException {
    index.flush();
    int closing = index.blocks().size() + 1;
    for (IndexLine line : completeParts) {
      index.add(line);
    }
    for (MissingFile file : missing) {
      index.add(
          new IndexLine.OfMissing(
              new MissingFile(file.root(), text(file.path()), text(file.reason()))));
    }
    for (Finding finding : findings) {
      index.add(
          new IndexLine.OfFinding(
              new Finding(
                  finding.severity(),
                  text(finding.code()),
                  text(finding.message()),
                  text(finding.fix()))));
    }
    index.flush();
    Outcome outcome = missing.isEmpty() ? Outcome.SUCCESS : Outcome.PARTIAL;
    byte[] summary =
        IndexJson.write(
            new Summary(outcome, count.totals(missing.size(), 0), closing, appendIndex()));
    MemberAt summaryAt =
        appendLast(
            MemberNames.summary(codecId()), Chunks.encode(memberCodec(), ByteBuffer.wrap(summary)));
    tar.finish(manifestAt, summaryAt, summary.length);
    finished = true;
    return new ArchiveSummary(outcome, count.totals(missing.size(), tar.position()));
  }

  /** Cuts what is too long, and replaces what UTF-8 can't carry: neither may fail a backup. */
  private static String text(String message) {
    String clean = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return clean.length() <= MAX_TEXT
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, MAX_TEXT / 2)) + "…";
  }

  /**
   * Release everything and close the sink. Without {@link #finish} what was written is not an
   * archive. A second call does nothing.
   *
   * @throws IOException if the sink could not be closed
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try (sink;
        index) {
      buffers.drop();
    }
  }

  ChunkBuffers buffers() {
    return buffers;
  }

  ArchiveCodec memberCodec() {
    return settings.memberCodec();
  }

  private String codecId() {
    return settings.memberCodec().id();
  }

  /** Where a member is, and in which member of the index its line. */
  record Appended(MemberAt member, int line) {}

  /** Encodes on this thread; only the appending is one after the other. */
  Appended appendChunk(DumpPart part, int number, ByteBuffer raw) throws IOException {
    int size = raw.remaining();
    ByteBuffer bytes = Chunks.encode(memberCodec(), raw);
    String sha256 = Sha256.of(bytes);
    String name = MemberNames.chunk(part, number, codecId());
    TarMember member = TarMember.file(name, bytes.remaining(), FILE_MODE, Instant.EPOCH);
    return whole(
        () -> {
          MemberAt at = append(member, bytes, sha256);
          rawBytes.addAndGet(size);
          return new Appended(at, index.add(new IndexLine.OfChunk(part.id(), number, size, at)));
        });
  }

  Appended appendPiece(
      String root, EntryPath path, int attempt, int number, String codec, int raw, ByteBuffer bytes)
      throws IOException {
    String sha256 = Sha256.of(bytes);
    String name = MemberNames.piece(root, path, attempt, number, codec);
    TarMember member = TarMember.file(name, bytes.remaining(), FILE_MODE, Instant.EPOCH);
    return whole(
        () -> {
          MemberAt at = append(member, bytes, sha256);
          rawBytes.addAndGet(raw);
          IndexLine line = new IndexLine.OfPiece(root, path, attempt, number, codec, raw, at);
          return new Appended(at, index.add(line));
        });
  }

  void appendFile(FileHeader header, String codec, ByteBuffer bytes, long raw, String content)
      throws IOException {
    String sha256 = Sha256.of(bytes);
    TarMember member =
        TarMember.file(
            MemberNames.file(header.root(), header.path(), codec),
            bytes.remaining(),
            header.mode(),
            header.modified());
    whole(
        () -> {
          ContentLocation where = new ContentLocation.Whole(append(member, bytes, sha256), codec);
          rawBytes.addAndGet(raw);
          completeFile(new ArchivedEntry(Kind.FILE, header, raw, content, "", where));
          return where;
        });
  }

  /** Declares a file complete, whose pieces were appended before. */
  void completePieces(ArchivedEntry entry) throws IOException {
    whole(
        () -> {
          completeFile(entry);
          return entry;
        });
  }

  private void completeFile(ArchivedEntry entry) throws IOException {
    index.add(new IndexLine.OfEntry(entry));
    count.files++;
    count.rawBytes += entry.size();
  }

  synchronized void fileClosed() {
    count.openFiles--;
  }

  synchronized void completePart(IndexLine.OfPart part, PartResult result) {
    completeParts.add(part);
    result
        .tallies()
        .forEach(
            (group, tally) -> completeParts.add(new IndexLine.OfTally(part.id(), group, tally)));
    count.parts++;
    count.rows += result.rows();
    count.rawBytes += part.raw();
  }

  private void addEntry(Kind kind, FileHeader header, String target, TarMember member)
      throws IOException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    String sha256 = Sha256.of(nothing);
    whole(
        () -> {
          MemberAt at = append(member, nothing, sha256);
          ContentLocation where = new ContentLocation.Whole(at, MemberNames.NO_CODEC);
          index.add(new IndexLine.OfEntry(new ArchivedEntry(kind, header, 0, "", target, where)));
          count.add(kind);
          return at;
        });
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  /** One after the other, and whole: what failed half way is never gone on with. */
  private synchronized <T> T whole(Step<T> step) throws IOException {
    requireUsable();
    try {
      return step.run();
    } catch (Throwable e) {
      broken = e;
      throw e;
    }
  }

  private void requireUsable() throws IOException {
    if (finished || closed) {
      throw new IllegalStateException("The archive is finished or closed.");
    }
    if (broken != null) {
      throw new IOException(
          "The archive can't be completed, since an earlier write to it failed: " + broken, broken);
    }
  }

  private void requireRoot(String root) {
    if (!roots.contains(root)) {
      throw new IllegalArgumentException("The manifest has no file root '" + root + "'.");
    }
  }

  private void requireComplete() {
    if (count.parts != parts.size() || count.openFiles != 0) {
      throw new IllegalStateException(
          "Not complete: %d of %d parts, and %d files are still open."
              .formatted(count.parts, parts.size(), count.openFiles));
    }
  }

  private List<Summary.IndexMember> appendIndex() throws IOException {
    List<Summary.IndexMember> members = new ArrayList<>();
    for (IndexSpool.Block block : index.blocks()) {
      String name = MemberNames.index(members.size() + 1, codecId());
      members.add(new Summary.IndexMember(block.raw(), appendLast(name, index.read(block))));
    }
    return members;
  }

  private MemberAt appendLast(String name, ByteBuffer bytes) throws IOException {
    TarMember member = TarMember.file(name, bytes.remaining(), FILE_MODE, Instant.EPOCH);
    return tar.append(member, bytes, Sha256.of(bytes));
  }

  private MemberAt append(TarMember member, ByteBuffer bytes, String sha256) throws IOException {
    MemberAt at = tar.append(member, bytes, sha256);
    count.members++;
    return at;
  }
}
