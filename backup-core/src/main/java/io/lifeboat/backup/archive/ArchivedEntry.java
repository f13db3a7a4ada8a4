package io.lifeboat.backup.archive;

import java.util.Objects;
import java.util.Optional;

/** A file, directory or link in an archive. Immutable. */
public final class ArchivedEntry {

  /** What an entry is. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    LINK
  }

  private final Kind kind;
  private final FileHeader header;
  private final long size;
  private final String sha256;
  private final String target;
  private final ContentLocation content;

  ArchivedEntry(
      Kind kind,
      FileHeader header,
      long size,
      String sha256,
      String target,
      ContentLocation content) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.header = Objects.requireNonNull(header, "header");
    this.size = size;
    this.sha256 = Objects.requireNonNull(sha256, "sha256");
    this.target = Objects.requireNonNull(target, "target");
    this.content = Objects.requireNonNull(content, "content");
  }

  /**
   * Return what it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Return its root, path, mode and time.
   *
   * @return the header
   */
  public FileHeader header() {
    return header;
  }

  /**
   * Return the size of a file's content.
   *
   * @return bytes; zero for directories and links
   */
  public long size() {
    return size;
  }

  /**
   * Return the SHA-256 of a file's content.
   *
   * @return 64 lower-case hexadecimal digits; empty for directories and links
   */
  public Optional<String> sha256() {
    return sha256.isEmpty() ? Optional.empty() : Optional.of(sha256);
  }

  /**
   * Return where a link points to. It stays in its root.
   *
   * @return the target as text; empty for files and directories
   */
  public Optional<String> target() {
    return target.isEmpty() ? Optional.empty() : Optional.of(target);
  }

  ContentLocation content() {
    return content;
  }

  @Override
  public String toString() {
    return kind + " " + header;
  }
}
