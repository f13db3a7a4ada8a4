package io.lifeboat.backup.archive;

import java.io.IOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The content of a file, whole or in pieces; its end proves size and hash of all of it. */
final class FileStream extends MemberStream {

  private final ArchiveContents contents;
  private final ArchivedEntry file;
  private final MessageDigest digest = Sha256.digest();
  private @Nullable IndexCursor lines;
  private int pieces;
  private long raw;

  FileStream(ArchiveContents contents, ArchivedEntry file) {
    this.contents = contents;
    this.file = file;
  }

  @Override
  byte @Nullable [] nextChunk() throws IOException {
    byte[] chunk = file.content() instanceof ContentLocation.Pieces where ? piece(where) : whole();
    if (chunk != null) {
      digest.update(chunk);
      raw += chunk.length;
      return chunk;
    }
    if (raw != file.size() || !file.sha256().orElse("").equals(Sha256.hex(digest))) {
      throw ArchiveContents.damaged("the file " + file.header() + " is not what was written");
    }
    return null;
  }

  private byte @Nullable [] whole() throws IOException {
    if (pieces++ > 0) {
      return null;
    }
    ContentLocation.Whole where = (ContentLocation.Whole) file.content();
    return contents.content(where.member(), where.codec(), file.size(), "files");
  }

  private byte @Nullable [] piece(ContentLocation.Pieces where) throws IOException {
    if (pieces == where.count()) {
      return null;
    }
    if (lines == null) {
      lines = new IndexCursor(contents, where.lines().first(), where.lines().last());
    }
    for (IndexLine line = lines.next(); line != null; line = lines.next()) {
      if (line instanceof IndexLine.OfPiece piece && isOurs(piece, where)) {
        pieces++;
        return contents.content(piece.member(), piece.codec(), piece.raw(), "files");
      }
    }
    throw ArchiveContents.damaged("something of the file " + file.header() + " is missing");
  }

  private boolean isOurs(IndexLine.OfPiece piece, ContentLocation.Pieces where) {
    return piece.number() == pieces
        && piece.attempt() == where.attempt()
        && piece.root().equals(file.header().root())
        && piece.path().equals(file.header().path());
  }
}
