package io.lifeboat.backup.files;

import io.lifeboat.backup.FileRoot;
import io.lifeboat.backup.archive.EntryPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds a copy of a root beside it; nothing live is touched.
 *
 * <p>Thread-safe: entries are added by several threads, in any order.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class FileRestore implements AutoCloseable {

  private static final int COPY_BYTES = 1 << 16;

  private final FileRoot root;
  private final SwapPlace place;
  private final Ownership ownership;
  private final List<FileEntry> folders = new ArrayList<>();
  private final List<FileEntry> links = new ArrayList<>();
  private boolean staged;
  private boolean closed;

  private FileRestore(FileRoot root, SwapPlace place, Ownership ownership) {
    this.root = root;
    this.place = place;
    this.ownership = ownership;
  }

  /**
   * Begin an empty copy.
   *
   * @param root where the files will be live; need not exist
   * @param operation names the restore: lower-case letters, digits and dashes, unique
   * @return the copy; the caller closes it
   * @throws IOException if there is no place for it
   */
  public static FileRestore begin(FileRoot root, String operation) throws IOException {
    return begin(root, operation, SwapPlace.RENAME);
  }

  static FileRestore begin(FileRoot root, String operation, SwapPlace.Rename rename)
      throws IOException {
    Ownership ownership = new Ownership(root.path());
    return new FileRestore(root, SwapPlace.create(root, operation, rename), ownership);
  }

  /**
   * Add a folder or a symbolic link.
   *
   * @param entry a link whose target leaves the root, and a path that does, are refused
   * @throws IOException if it could not be made
   */
  public void add(FileEntry entry) throws IOException {
    Optional<String> problem = problem(entry);
    if (problem.isEmpty() && entry.kind() == FileKind.SYMLINK) {
      problem = EntryPath.of(entry.path()).linkProblem(entry.linkTarget());
    }
    if (problem.isPresent()) {
      throw new IOException("Refused: " + problem.get());
    }
    synchronized (this) {
      (entry.kind() == FileKind.SYMLINK ? links : folders).add(entry);
    }
    if (entry.kind() == FileKind.DIRECTORY) {
      Files.createDirectories(staged(entry));
    }
  }

  /**
   * Add a file.
   *
   * @param entry its path, size, mode and time
   * @param content read to its end, not closed
   * @param sha256 what the content must have, 64 hexadecimal digits
   * @throws IOException if it could not be written, or size or hash differ
   */
  public void add(FileEntry entry, InputStream content, String sha256) throws IOException {
    Optional<String> problem = problem(entry);
    if (problem.isPresent()) {
      throw new IOException("Refused: " + problem.get());
    }
    Path file = staged(entry);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    MessageDigest digest = sha256();
    long size = 0;
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
          size += out.write(bytes);
        }
      }
      ownership.apply(file, entry.path());
      Attributes.apply(file, entry);
      out.force(true);
    }
    if (size != entry.size() || !HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      throw new IOException(
          "The file %s was extracted with another content than the archive says."
              .formatted(entry.path()));
    }
  }

  /**
   * Complete the copy: what the root's globs leave out of backups is carried over from the live
   * root, folders get their modes and times, everything is put on stable storage.
   *
   * @return what makes it live; the caller closes it
   * @throws IOException if that failed; nothing live was touched
   */
  public FileSwap stage() throws IOException {
    for (FileEntry link : links) {
      Path path = staged(link);
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createSymbolicLink(path, FileNames.relative(link.linkTarget()));
      ownership.apply(path, link.path());
      Attributes.applyTime(path, link);
    }
    giveFoldersAway();
    new CarryOver(root, place.restored()).run();
    folders.sort(Comparator.comparing(FileEntry::path).reversed());
    for (FileEntry folder : folders) {
      Attributes.apply(staged(folder), folder);
    }
    ownership.applyRootMode(place.restored());
    forceFolders();
    FileSwap swap = FileSwap.staged(root, place);
    staged = true;
    return swap;
  }

  /**
   * Folders that no entry names are made for what is in them, so all that are there are visited.
   */
  private void giveFoldersAway() throws IOException {
    Path top = place.restored();
    for (Path folder : foldersBelow(top)) {
      ownership.apply(folder, FileNames.below(top, folder));
    }
  }

  private void forceFolders() throws IOException {
    for (Path folder : foldersBelow(place.restored())) {
      SwapPlace.force(folder);
    }
  }

  private static List<Path> foldersBelow(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  /**
   * Remove the copy unless {@link #stage} succeeded. A second call does nothing.
   *
   * @throws IOException if something could not be removed
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (!staged) {
      place.remove();
    }
  }

  /** What looks like a copy of ours would be taken for one by the next recovery. */
  private static Optional<String> problem(FileEntry entry) {
    return ("/" + entry.path()).contains("/.lifeboat")
        ? Optional.of("the path " + entry.path() + " is Lifeboat's own, which is in no backup")
        : EntryPath.problem(entry.path());
  }

  private Path staged(FileEntry entry) {
    return FileNames.resolve(place.restored(), entry.path());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
