package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import io.lifeboat.backup.storage.EndsSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An opened archive: where things are, and how one member is read. Nothing is handed on before it
 * was compared with its hash.
 *
 * @param source the tar
 * @param locator its end
 * @param summary what stands before it
 * @param manifest its beginning
 * @param codecs what members may be encoded with, by id
 */
record ArchiveContents(
    ByteSource source,
    Locator locator,
    Summary summary,
    ManifestJson manifest,
    Map<String, ArchiveCodec> codecs) {

  /** Room that an encoded chunk may need beyond its raw size. */
  private static final int SLACK = 1 << 16;

  /** Enough for an index of 50 GB. */
  private static final int MAX_SUMMARY = 8 << 20;

  /** How much of the heap one chunk may take. */
  private static final int HEAP_SHARE = 8;

  /** What is read at once of either end: in most archives, all that opening them needs. */
  private static final int HEAD = 16 << 10;

  private static final int TAIL = 32 << 10;

  static ArchiveContents open(ByteSource tar, List<ArchiveCodec> memberCodecs) throws IOException {
    ByteSource source = new EndsSource(tar, HEAD, TAIL);
    long size = source.size();
    if (size < Locator.SIZE) {
      throw new ArchiveCorruptException(
          Reason.NOT_AN_ARCHIVE,
          "This is not a backup, or not all of it: it has only " + size + " bytes.");
    }
    Locator locator = Locator.decode(read(source, size - Locator.SIZE, Locator.SIZE), size);
    ManifestJson.requireSize(locator.manifest().size());
    ManifestJson manifest =
        ManifestJson.read(body(source, locator.manifest(), Integer.MAX_VALUE, "manifest"));
    requireHeap(manifest.chunkBytes());
    Map<String, ArchiveCodec> codecs = new HashMap<>();
    memberCodecs.forEach(codec -> codecs.put(codec.id(), codec));
    ArchiveCodec codec = codec(codecs, manifest.codec());
    if (locator.summaryRaw() > MAX_SUMMARY) {
      throw new ArchiveCorruptException(Reason.REFUSED, "The archive's summary is too large.");
    }
    byte[] json =
        Chunks.decode(
            codec,
            body(source, locator.summary(), MAX_SUMMARY, "summary"),
            (int) locator.summaryRaw());
    Summary summary = IndexJson.readSummary(json, size);
    ArchiveContents contents =
        new ArchiveContents(source, locator, summary, manifest, Map.copyOf(codecs));
    contents.requireIndexInPlace();
    return contents;
  }

  private static void requireHeap(int chunkBytes) throws ArchiveCorruptException {
    long heap = Runtime.getRuntime().maxMemory();
    if (chunkBytes > heap / HEAP_SHARE) {
      throw new ArchiveCorruptException(
          Reason.UNSUPPORTED,
          "The archive has chunks of up to %d bytes, too large for the %d MiB of this Java runtime. Start it with -Xmx%dm or more."
              .formatted(chunkBytes, heap >> 20, (((long) chunkBytes * HEAP_SHARE) >> 20) * 9 / 8));
    }
  }

  /** The index members follow each other and end where the summary begins. */
  private void requireIndexInPlace() throws ArchiveCorruptException {
    long end = -1;
    for (Summary.IndexMember member : summary.index()) {
      if (end >= 0 && member.member().at() != end) {
        throw damaged("its index is not in one piece");
      }
      end = member.member().end();
    }
    if (end != locator.summary().at()) {
      throw damaged("its index does not end where its summary begins");
    }
    if (summary.closing() < 1 || summary.closing() > summary.index().size() + 1) {
      throw damaged("its index does not have the section that its summary names");
    }
  }

  long indexAt() {
    return summary.index().get(0).member().at();
  }

  byte[] readIndex(int number) throws IOException {
    Summary.IndexMember member = summary.index().get(number - 1);
    int most = Math.max(IndexSpool.MAX_BLOCK, manifest.chunkBytes());
    return content(member.member(), manifest.codec(), member.raw(), most, "index");
  }

  /** Reads one member, compares it with its hash, and decodes it. */
  byte[] content(MemberAt member, String codec, long raw, String what) throws IOException {
    return content(member, codec, raw, manifest.chunkBytes(), what);
  }

  private byte[] content(MemberAt member, String codec, long raw, int most, String what)
      throws IOException {
    if (raw > most) {
      throw new ArchiveCorruptException(
          Reason.REFUSED,
          "The archive is refused: a member of its %s claims %d bytes; chunks have at most %d."
              .formatted(what, raw, most));
    }
    byte[] stored = body(source, member, most + SLACK, what);
    if (codec.equals(MemberNames.NO_CODEC)) {
      if (stored.length != raw) {
        throw damaged("a member of its " + what + " has another size than its index says");
      }
      return stored;
    }
    return Chunks.decode(codec(codecs, codec), stored, (int) raw);
  }

  private static ArchiveCodec codec(Map<String, ArchiveCodec> codecs, String id)
      throws ArchiveCorruptException {
    ArchiveCodec codec = codecs.get(id);
    if (codec == null) {
      throw new ArchiveCorruptException(
          Reason.UNSUPPORTED,
          "The members of the archive are encoded with '%s', which is not known here."
              .formatted(id));
    }
    return codec;
  }

  private static byte[] body(ByteSource source, MemberAt member, int most, String what)
      throws IOException {
    if (member.size() > most) {
      throw new ArchiveCorruptException(
          Reason.REFUSED,
          "The archive is refused: a member of its %s has %d bytes, more than any that is written."
              .formatted(what, member.size()));
    }
    byte[] body = read(source, member.at() + member.head(), (int) member.size());
    if (!Sha256.of(ByteBuffer.wrap(body)).equals(member.sha256())) {
      throw damaged("a member of its " + what + " is not what was written");
    }
    return body;
  }

  byte[] read(long position, int length) throws IOException {
    return read(source, position, length);
  }

  private static byte[] read(ByteSource source, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (position < 0 || source.read(position, bytes) < length) {
      throw damaged("it ends before byte " + (position + length));
    }
    return bytes.array();
  }

  static ArchiveCorruptException damaged(String how) {
    return new ArchiveCorruptException(Reason.DAMAGED, "The archive is damaged: " + how + ".");
  }
}
