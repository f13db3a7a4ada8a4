package io.lifeboat.backup.archive;

import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds a path that stands twice in a catalogue, or below a file or link, with eight bytes of
 * memory for each entry: paths are known by a hash under a key of this process, so nobody can
 * prepare a collision.
 */
final class PathCheck {

  /** All hashes and those of leaves, each copied once when there is no more room. */
  private static final int HEAP_SHARE = 6;

  private final long most;
  private final byte[] key = new byte[16];
  private final Hashes all = new Hashes();
  private final Hashes leaves = new Hashes();

  /**
   * Knows nothing yet.
   *
   * @param most how many entries there can be
   */
  PathCheck(long most) {
    this.most = most;
    new SecureRandom().nextBytes(key);
  }

  /** Takes every entry, once. */
  void add(ArchivedEntry entry) throws ArchiveCorruptException {
    if (all.size == most) {
      throw new ArchiveCorruptException(
          Reason.REFUSED,
          "The archive is refused: its index names more files than an archive of its size can"
              + " hold.");
    }
    long hash = hash(entry.header().root(), entry.header().path().value());
    all.add(hash);
    if (entry.kind() != Kind.DIRECTORY) {
      leaves.add(hash);
    }
  }

  /** Called between the two passes. */
  void requireNoneTwice() throws ArchiveCorruptException {
    leaves.sort();
    if (all.sort()) {
      throw new ArchiveCorruptException(
          Reason.REFUSED, "The archive is refused: a file stands in it twice.");
    }
  }

  /** Takes every entry once more. */
  void requireNotBelowALeaf(ArchivedEntry entry) throws IOException {
    String path = entry.header().path().value();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (leaves.contains(hash(entry.header().root(), path.substring(0, slash)))) {
        throw new ArchiveCorruptException(
            Reason.REFUSED,
            "The archive is refused: %s stands below a file or link.".formatted(entry));
      }
    }
  }

  private long hash(String root, String path) {
    MessageDigest digest = Sha256.digest();
    digest.update(key);
    digest.update((root + "/" + path).getBytes(StandardCharsets.UTF_8));
    byte[] bytes = digest.digest();
    long hash = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      hash = (hash << 8) | (bytes[i] & 0xff);
    }
    return hash;
  }

  /** A set of hashes that grows, and is searched once it is sorted. */
  private static final class Hashes {

    private long[] values = new long[1 << 10];
    private int size;

    void add(long value) throws ArchiveCorruptException {
      if (size == values.length) {
        long heap = Runtime.getRuntime().maxMemory();
        if (size * 2L * Long.BYTES > heap / HEAP_SHARE) {
          throw new ArchiveCorruptException(
              Reason.UNSUPPORTED,
              "The archive has more than %d files, too many for the %d MiB of this Java runtime. Start it with a larger -Xmx."
                  .formatted(size, heap >> 20));
        }
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    /** Sorts, and tells whether a value stands twice. */
    boolean sort() {
      Arrays.sort(values, 0, size);
      for (int i = 1; i < size; i++) {
        if (values[i] == values[i - 1]) {
          return true;
        }
      }
      return false;
    }

    boolean contains(long value) {
      return Arrays.binarySearch(values, 0, size, value) >= 0;
    }
  }
}
