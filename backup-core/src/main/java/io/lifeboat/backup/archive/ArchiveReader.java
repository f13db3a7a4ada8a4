package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Finding;
import java.io.IOException;
import java.io.InputStream;
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

  private ArchiveReader() {}

  /**
   * Open an archive from its end: reads locator, summary and manifest, nothing else.
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
    throw new UnsupportedOperationException(source.toString() + memberCodecs);
  }

  /**
   * Return what the archive is.
   *
   * @return the manifest
   */
  public Manifest manifest() {
    throw new UnsupportedOperationException();
  }

  /**
   * Return whether all files are there.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    throw new UnsupportedOperationException();
  }

  /**
   * Return what the archive holds, counted.
   *
   * @return the totals
   */
  public ArchiveTotals totals() {
    throw new UnsupportedOperationException();
  }

  /**
   * Return the parts of the dump.
   *
   * @return in the order of the manifest; none if the archive has no database
   */
  public List<PartEntry> parts() {
    throw new UnsupportedOperationException();
  }

  /**
   * Find one part.
   *
   * @param id of the part
   * @return the part; empty if the archive has none of this id
   */
  public Optional<PartEntry> part(String id) {
    throw new UnsupportedOperationException(id);
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
    throw new UnsupportedOperationException(id);
  }

  /**
   * Meet all files, directories and links, in no particular order, never held in memory at once.
   * Before the first one, all were checked: no path twice, none below a file or link.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read, or from the visitor
   */
  public void visitEntries(EntryVisitor visitor) throws IOException {
    throw new UnsupportedOperationException(visitor.toString());
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
    throw new UnsupportedOperationException(root + path);
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
    throw new UnsupportedOperationException(file.toString());
  }

  /**
   * Meet the files that should be in the archive and are not.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read
   */
  public void visitMissing(Consumer<MissingFile> visitor) throws IOException {
    throw new UnsupportedOperationException(visitor.toString());
  }

  /**
   * Meet the findings that were kept.
   *
   * @param visitor meets them on this thread
   * @throws IOException if the archive could not be read
   */
  public void visitFindings(Consumer<Finding> visitor) throws IOException {
    throw new UnsupportedOperationException(visitor.toString());
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
    throw new UnsupportedOperationException(progress.toString() + cancellation.isCancelled());
  }

  /**
   * Close the source. A second call does nothing.
   *
   * @throws IOException if it could not be closed
   */
  @Override
  public void close() throws IOException {}
}
