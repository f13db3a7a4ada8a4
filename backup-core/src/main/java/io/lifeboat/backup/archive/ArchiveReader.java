package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Reads an archive by ranges. Thread-safe: parts and files are read by several threads at once.
 *
 * <p>Trusts nothing: every member's bytes are compared with the index before they are handed on,
 * every size has a limit, and what would leave its root is refused. All of these are {@link
 * ArchiveCorruptException}s. Only {@link #verify} looks at every byte; before a change that can't
 * be taken back, call it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ArchiveReader implements AutoCloseable {

  private final ArchiveContents contents;
  private final List<PartEntry> parts;
  private boolean pathsChecked;

  private ArchiveReader(ArchiveContents contents) throws IOException {
    this.contents = contents;
    this.parts = new PartList(contents).read();
  }

  /**
   * Open an archive from its ends: reads locator, summary, the closing section of the index, which
   * lists the parts of the dump, and the manifest. That is one read of its last 32 KiB and one of
   * its first 16 KiB; what does not fit into these costs a read each, and of the closing section
   * one for each of its members.
   *
   * @param source the tar, not encrypted any more; closed by {@link #close()}, or when this method
   *     throws
   * @param memberCodecs what members may be encoded with
   * @return the reader
   * @throws ArchiveCorruptException if it is no whole archive, or not one that can be read here
   * @throws IOException if the source could not be read
   */
  public static ArchiveReader open(ByteSource source, List<ArchiveCodec> memberCodecs)
      throws IOException {
    try {
      return new ArchiveReader(ArchiveContents.open(source, memberCodecs));
    } catch (IOException | RuntimeException | Error e) {
      try {
        source.close();
      } catch (IOException | RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * Return what the archive is.
   *
   * @return the manifest
   */
  public Manifest manifest() {
    return contents.manifest().manifest();
  }

  /**
   * Return whether all files are there.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return contents.summary().outcome();
  }

  /**
   * Return what the archive holds, counted.
   *
   * @return the totals
   */
  public ArchiveTotals totals() {
    return contents.summary().totals();
  }

  /**
   * Return the parts of the dump.
   *
   * @return in the order of the manifest; none if the archive has no database
   */
  public List<PartEntry> parts() {
    return parts;
  }

  /**
   * Find one part.
   *
   * @param id of the part
   * @return the part; empty if the archive has none of this id
   */
  public Optional<PartEntry> part(String id) {
    return parts.stream().filter(entry -> entry.part().id().equals(id)).findFirst();
  }

  /**
   * Read one part. The end is reached only when all bytes of the index were delivered, each chunk
   * verified before its first byte is; anything else is an {@link ArchiveCorruptException}.
   *
   * @param id of the part
   * @return its raw bytes; closed by the caller
   * @throws IllegalArgumentException if there is no such part
   * @throws IOException if the archive could not be read
   */
  public InputStream openPart(String id) throws IOException {
    PartEntry entry =
        part(id)
            .orElseThrow(
                () -> new IllegalArgumentException("The archive has no part '" + id + "'."));
    return new PartStream(contents, entry);
  }

  /**
   * Meet all files, directories and links, in no particular order, never held in memory at once.
   * Before the first one, all were checked: no path twice, none below a file or link.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read, or from the visitor
   */
  public void visitEntries(EntryVisitor visitor) throws IOException {
    requirePathsChecked();
    entries(visitor);
  }

  /**
   * Find one file, directory or link.
   *
   * @param root the name of its root
   * @param path below the root
   * @return the entry; empty if the archive has none
   * @throws IOException if the archive could not be read
   */
  public Optional<ArchivedEntry> findEntry(String root, EntryPath path) throws IOException {
    List<ArchivedEntry> found = new ArrayList<>();
    visitEntries(
        entry -> {
          boolean same = entry.header().root().equals(root) && entry.header().path().equals(path);
          if (same) {
            found.add(entry);
          }
          return !same;
        });
    return found.stream().findFirst();
  }

  /**
   * Read the content of one file, verified like that of a part.
   *
   * @param file an entry of this archive
   * @return its content; closed by the caller
   * @throws IllegalArgumentException if it is no regular file
   * @throws IOException if the archive could not be read
   */
  public InputStream openFile(ArchivedEntry file) throws IOException {
    if (file.kind() != ArchivedEntry.Kind.FILE) {
      throw new IllegalArgumentException(file + " is no regular file.");
    }
    return new FileStream(contents, file);
  }

  /**
   * Meet the files that should be in the archive and are not.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read
   */
  public void visitMissing(Consumer<MissingFile> visitor) throws IOException {
    for (IndexCursor lines = closing(); ; ) {
      IndexLine line = lines.next();
      if (line == null) {
        return;
      }
      if (line instanceof IndexLine.OfMissing missing) {
        visitor.accept(missing.file());
      }
    }
  }

  /**
   * Meet the findings that were kept.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read
   */
  public void visitFindings(Consumer<Finding> visitor) throws IOException {
    for (IndexCursor lines = closing(); ; ) {
      IndexLine line = lines.next();
      if (line == null) {
        return;
      }
      if (line instanceof IndexLine.OfFinding finding) {
        visitor.accept(finding.finding());
      }
    }
  }

  /**
   * Read every byte and compare it with what was written: contents, headers, padding, index. Every
   * chunk is decoded, every path looked at.
   *
   * @param progress told how many bytes of {@link ArchiveTotals#archiveBytes()} are done
   * @param cancellation ends it early, by a {@link java.util.concurrent.CancellationException}
   * @throws ArchiveCorruptException if anything differs
   * @throws IOException if the archive could not be read
   */
  public void verify(LongConsumer progress, CancellationToken cancellation) throws IOException {
    requirePathsChecked();
    new Verification(contents, parts, progress, cancellation).run();
  }

  /**
   * Close the source. A second call does nothing.
   *
   * @throws IOException if it could not be closed
   */
  @Override
  public void close() throws IOException {
    contents.source().close();
  }

  private IndexCursor closing() {
    return new IndexCursor(contents, contents.summary().closing(), Integer.MAX_VALUE);
  }

  private synchronized void requirePathsChecked() throws IOException {
    if (pathsChecked) {
      return;
    }
    // Each entry has a tar header of its own, or pieces that have.
    PathCheck check = new PathCheck(contents.locator().size() / TarMember.BLOCK);
    entries(
        entry -> {
          requireKnownRoot(entry);
          check.add(entry);
          return true;
        });
    check.requireNoneTwice();
    entries(
        entry -> {
          check.requireNotBelowALeaf(entry);
          return true;
        });
    pathsChecked = true;
  }

  private void requireKnownRoot(ArchivedEntry entry) throws ArchiveCorruptException {
    boolean known =
        manifest().files().stream()
            .flatMap(List::stream)
            .anyMatch(root -> root.name().equals(entry.header().root()));
    if (!known) {
      throw ArchiveContents.damaged("the root of " + entry + " is not in its manifest");
    }
  }

  private void entries(EntryVisitor visitor) throws IOException {
    IndexCursor lines = new IndexCursor(contents, 1, contents.summary().closing() - 1);
    boolean more = true;
    while (more) {
      IndexLine line = lines.next();
      more = line != null;
      if (line instanceof IndexLine.OfEntry entry) {
        more = visitor.visit(entry.entry());
      }
    }
  }
}
