package io.lifeboat.backup.storage;

import io.lifeboat.backup.api.ByteRange;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.ObjectVisitor;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.api.StorageTarget;
import io.lifeboat.backup.api.StorageTraits;
import io.lifeboat.backup.api.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A folder of this machine. A key is a path below it.
 *
 * <p>An object is written under a temporary name, forced to the disk, and appears under its own
 * name at once and whole. Of two writers of one key one wins. Links inside the folder are not
 * followed.
 */
public final class LocalStorage implements StorageTarget {

  private static final StorageTraits TRAITS =
      StorageTraits.defaults().withConditionalCreate(true).withRemote(false);

  /** What the file systems of all common systems take; names of keys are ASCII. */
  private static final int LONGEST_NAME = 255;

  private final Path root;
  private final UploadFolder uploads;
  private volatile boolean closed;

  private LocalStorage(Path root, UploadFolder uploads) {
    this.root = root;
    this.uploads = uploads;
  }

  /**
   * Open a folder, and remove what crashed writers left in it.
   *
   * @param folder made if it is not there, mode 0700
   * @return the storage
   * @throws IOException if the folder can't be made or used
   */
  public static LocalStorage open(Path folder) throws IOException {
    return open(folder, Files::createLink);
  }

  static LocalStorage open(Path folder, Publisher.Link link) throws IOException {
    try {
      Path root = PrivateFiles.createDirectories(folder.toAbsolutePath()).toRealPath();
      UploadFolder uploads = new UploadFolder(root, link);
      uploads.sweep();
      return new LocalStorage(root, uploads);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw LocalFailures.of("The folder " + folder + " can't be used", e);
    }
  }

  @Override
  public StorageTraits traits() {
    return TRAITS;
  }

  @Override
  public ObjectWriter create(ObjectKey key, WriteOptions options) throws IOException {
    requireOpen();
    Path file = file(key);
    if (isTooLong(file)) {
      throw new StorageException(
          Reason.OTHER,
          "The object %s can't be stored: between slashes a folder takes %d characters."
              .formatted(key, LONGEST_NAME));
    }
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new StorageException(
          Reason.OTHER,
          "The object %s can't be stored: %s is a folder of other objects.".formatted(key, file));
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw LocalFailures.exists(key);
    }
    return uploads.begin(key, file);
  }

  @Override
  public InputStream read(ObjectKey key, ByteRange range) throws IOException {
    requireOpen();
    Path file = file(key);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (info(key, file).isEmpty()) {
        throw LocalFailures.notFound(key, e);
      }
      throw LocalFailures.of("The object " + key + " can't be read", e);
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw LocalFailures.notFound(key, null);
      }
      long size = channel.size();
      long length = range.length().orElse(size - range.offset());
      if (length < 0 || range.offset() > size - length) {
        throw new StorageException(
            Reason.RANGE,
            "The object %s has %d bytes; the range %s was asked for.".formatted(key, size, range));
      }
      channel.position(range.offset());
      return new BoundedStream(Channels.newInputStream(channel), key, length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
    requireOpen();
    return info(key, file(key));
  }

  private Optional<ObjectInfo> info(ObjectKey key, Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Optional.of(
              new ObjectInfo(key, attributes.size(), attributes.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (IOException e) {
      if (e instanceof NoSuchFileException || isTooLong(file) || isBelowAFile(file)) {
        requireFolder();
        return Optional.empty();
      }
      throw LocalFailures.of("The object " + key + " can't be looked up", e);
    }
  }

  /** A folder that is gone, such as one on a disk that is not mounted, is not an empty one. */
  private void requireFolder() throws StorageException {
    if (!Files.isDirectory(root)) {
      throw new StorageException(
          Reason.UNAVAILABLE,
          "The folder " + root + " is not there. Is its disk mounted?",
          true,
          null);
    }
  }

  private boolean isTooLong(Path file) {
    for (Path name : root.relativize(file)) {
      if (name.toString().length() > LONGEST_NAME) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a path can't be, since something above it is no folder. */
  private static boolean isBelowAFile(Path file) {
    for (Path up = file.getParent(); up != null; up = up.getParent()) {
      if (Files.exists(up, LinkOption.NOFOLLOW_LINKS)) {
        return !Files.isDirectory(up, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return false;
  }

  @Override
  public void list(String prefix, ObjectVisitor visitor) throws IOException {
    requireOpen();
    requireFolder();
    list(root, "", prefix, visitor);
  }

  /** Visits a folder; only the names of one folder for each level are in memory. */
  private void list(Path folder, String at, String prefix, ObjectVisitor visitor)
      throws IOException {
    for (String name : sortedNames(folder)) {
      boolean isFolder = name.endsWith("/");
      String key = at + name;
      boolean mayMatch =
          isFolder ? key.startsWith(prefix) || prefix.startsWith(key) : key.startsWith(prefix);
      if (!mayMatch) {
        continue;
      }
      if (isFolder) {
        list(folder.resolve(name), key, prefix, visitor);
      } else if (isKey(key)) {
        Optional<ObjectInfo> info = info(ObjectKey.of(key), folder.resolve(name));
        if (info.isPresent()) {
          visitor.visit(info.get());
        }
      }
    }
  }

  /** Returns what can be part of a key, folders with a slash, in the order of keys. */
  private static List<String> sortedNames(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        String name = String.valueOf(child.getFileName());
        if (!isKey(name)) {
          continue;
        }
        names.add(Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw LocalFailures.of(
          "The folder " + folder + " can't be listed", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw LocalFailures.of("The folder " + folder + " can't be listed", e);
    }
    names.sort(null);
    return names;
  }

  private static boolean isKey(String name) {
    try {
      return ObjectKey.of(name).value().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    requireOpen();
    Path file = file(key);
    if (info(key, file).isEmpty()) {
      return;
    }
    try {
      Files.deleteIfExists(file);
      PrivateFiles.forceParent(file);
    } catch (IOException e) {
      throw LocalFailures.of("The object " + key + " can't be deleted", e);
    }
  }

  @Override
  public OptionalLong freeBytes() throws IOException {
    requireOpen();
    return OptionalLong.of(Files.getFileStore(root).getUsableSpace());
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A key's path: keys can't climb, and what is above the file is no link. */
  private Path file(ObjectKey key) throws StorageException {
    Path path = root;
    for (String segment : key.value().split("/", -1)) {
      if (Files.isSymbolicLink(path) && !path.equals(root)) {
        throw new StorageException(
            Reason.DENIED, "The key " + key + " leads through a link, which is not followed.");
      }
      path = path.resolve(segment);
    }
    return path;
  }

  private void requireOpen() throws StorageException {
    if (closed) {
      throw new StorageException(Reason.UNAVAILABLE, "The storage " + root + " was closed.");
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
