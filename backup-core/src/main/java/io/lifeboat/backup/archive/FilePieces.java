package io.lifeboat.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Proves files that are in pieces while their pieces go by, so that none has to be read twice.
 * Files are written by a few workers at once; of more than {@link #MOST} that are under way, the
 * one that waited longest is forgotten, and read again when its entry comes.
 */
final class FilePieces {

  private static final int MOST = 256;

  private final ArchiveContents contents;
  private final Map<String, Progress> underWay = new LinkedHashMap<>(16, 0.75f, true);

  FilePieces(ArchiveContents contents) {
    this.contents = contents;
  }

  /** Takes a piece; one of another attempt begins its file anew. */
  void add(IndexLine.OfPiece piece, int indexMember, byte[] raw) {
    String key = key(piece.root(), piece.path());
    Progress progress = underWay.get(key);
    if (progress == null || progress.attempt != piece.attempt()) {
      progress = new Progress(piece.attempt());
      underWay.put(key, progress);
      if (underWay.size() > MOST) {
        underWay.remove(underWay.keySet().iterator().next());
      }
    }
    progress.add(piece, indexMember, raw);
  }

  /** Asks whether the pieces that went by are the file. */
  void requireWhole(ArchivedEntry file, ContentLocation.Pieces where) throws IOException {
    Progress progress = underWay.remove(key(file.header().root(), file.header().path()));
    if (progress == null || progress.attempt != where.attempt()) {
      readAgain(file);
    } else if (!progress.isWhole(file, where)) {
      throw ArchiveContents.damaged("the file " + file.header() + " is not what was written");
    }
  }

  private void readAgain(ArchivedEntry file) throws IOException {
    try (InputStream content = new FileStream(contents, file)) {
      content.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  private static String key(String root, EntryPath path) {
    return root + "/" + path;
  }

  private static final class Progress {

    private final int attempt;
    private final MessageDigest digest = Sha256.digest();
    private final IndexSpan span = new IndexSpan();
    private boolean inOrder = true;
    private int pieces;
    private long raw;
    private long stored;

    Progress(int attempt) {
      this.attempt = attempt;
    }

    void add(IndexLine.OfPiece piece, int indexMember, byte[] bytes) {
      inOrder &= piece.number() == pieces++;
      digest.update(bytes);
      span.add(indexMember);
      raw += bytes.length;
      stored += piece.member().size();
    }

    boolean isWhole(ArchivedEntry file, ContentLocation.Pieces where) {
      return inOrder
          && pieces == where.count()
          && raw == file.size()
          && stored == where.stored()
          && span.isWithin(where.lines())
          && Sha256.hex(digest).equals(file.sha256().orElse(""));
    }
  }
}
