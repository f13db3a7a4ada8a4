package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Finding;
import java.io.IOException;
import java.util.List;

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

  private ArchiveWriter() {}

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
    throw new UnsupportedOperationException(sink.toString() + manifest.id() + settings);
  }

  /**
   * Begin a part of the dump.
   *
   * @param part one of the manifest's parts, each at most once
   * @return takes its raw bytes; closed by the caller
   * @throws IllegalArgumentException if the manifest has no such part, or it was begun before
   */
  public PartOutput openPart(DumpPart part) {
    throw new UnsupportedOperationException(part.toString());
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
    throw new UnsupportedOperationException(root + path + attempt);
  }

  /**
   * Add a directory, empty or not. Directories need not come before what is in them.
   *
   * @param directory its root, path, mode and time
   * @throws IOException if the sink failed
   * @throws IllegalArgumentException if the manifest has no such root
   */
  public void addDirectory(FileHeader directory) throws IOException {
    throw new UnsupportedOperationException(directory.toString());
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
    throw new UnsupportedOperationException(link + target);
  }

  /**
   * Return how many raw bytes of parts and files were taken so far, for progress.
   *
   * @return bytes; those of abandoned attempts are counted too
   */
  public long rawBytes() {
    return 0;
  }

  /**
   * Return how many bytes were handed to the sink so far.
   *
   * @return bytes of the tar
   */
  public long storedBytes() {
    return 0;
  }

  /**
   * Write index, summary and locator, and finish the sink. Called once, when all parts and files
   * are complete.
   *
   * @param missing files that should be here and are not; any makes the outcome {@link
   *     Outcome#PARTIAL}
   * @param findings what else the operator should know; kept in the archive
   * @return what the archive holds
   * @throws IOException if the sink failed
   * @throws IllegalStateException if a part of the manifest is not complete, or a file is still
   *     open: no archive without its whole database is ever finished
   */
  public ArchiveSummary finish(List<MissingFile> missing, List<Finding> findings)
      throws IOException {
    throw new UnsupportedOperationException(missing.toString() + findings);
  }

  /**
   * Release everything and close the sink. Without {@link #finish} what was written is not an
   * archive. A second call does nothing.
   *
   * @throws IOException if the sink could not be closed
   */
  @Override
  public void close() throws IOException {}
}
