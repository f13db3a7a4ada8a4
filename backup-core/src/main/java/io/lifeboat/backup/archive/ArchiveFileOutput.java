package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Gathers the content of a file: one member if it fits into a chunk, numbered pieces else. Whether
 * it is encoded is decided by its first chunk, since what is compressed already stays as it is.
 */
final class ArchiveFileOutput extends FileOutput {

  /** Encoding has to save a twentieth to be worth reading it back through a codec. */
  private static final int WORTH = 20;

  private final ArchiveWriter archive;
  private final String root;
  private final EntryPath path;
  private final int attempt;
  private final ByteBuffer chunk;
  private final MessageDigest content = Sha256.digest();
  private Optional<Boolean> encoded = Optional.empty();
  private IndexRange lines = IndexRange.NONE;
  private int pieces;
  private long raw;
  private long stored;
  private boolean over;
  private boolean failed;

  ArchiveFileOutput(ArchiveWriter archive, String root, EntryPath path, int attempt) {
    this.archive = archive;
    this.root = root;
    this.path = path;
    this.attempt = attempt;
    this.chunk = archive.buffers().take();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireOpen();
    content.update(bytes, offset, length);
    int done = 0;
    while (done < length) {
      if (!chunk.hasRemaining()) {
        appendPiece();
      }
      int count = Math.min(chunk.remaining(), length - done);
      chunk.put(bytes, offset + done, count);
      done += count;
    }
  }

  @Override
  public void complete(int mode, Instant modified) throws IOException {
    requireOpen();
    FileHeader header = new FileHeader(root, path, mode, modified);
    if (pieces == 0) {
      completeWhole(header);
    } else {
      completePieces(header);
    }
    close();
  }

  private void completeWhole(FileHeader header) throws IOException {
    failed = true;
    raw = chunk.flip().remaining();
    ByteBuffer bytes = encodeIfWorth();
    archive.appendFile(header, codec(), bytes, raw, Sha256.hex(content));
  }

  private void completePieces(FileHeader header) throws IOException {
    if (chunk.position() > 0) {
      appendPiece();
    }
    ContentLocation where = new ContentLocation.Pieces(attempt, pieces, stored, lines, codec());
    archive.completePieces(
        new ArchivedEntry(Kind.FILE, header, raw, Sha256.hex(content), "", where));
  }

  private void appendPiece() throws IOException {
    failed = true;
    int size = chunk.flip().remaining();
    ByteBuffer bytes = encodeIfWorth();
    ArchiveWriter.Appended appended =
        archive.appendPiece(root, path, attempt, pieces, codec(), size, bytes);
    chunk.clear();
    lines = lines.plus(appended.line());
    pieces++;
    raw += size;
    stored += appended.member().size();
    failed = false;
  }

  private ByteBuffer encodeIfWorth() throws IOException {
    if (encoded.isPresent() && !encoded.get()) {
      return chunk;
    }
    int size = chunk.remaining();
    ByteBuffer bytes = Chunks.encode(archive.memberCodec(), chunk.duplicate());
    if (encoded.isEmpty()) {
      encoded = Optional.of(size - bytes.remaining() > size / WORTH);
    }
    return encoded.get() ? bytes : chunk;
  }

  private String codec() {
    ArchiveCodec codec = archive.memberCodec();
    return encoded.orElse(false) ? codec.id() : MemberNames.NO_CODEC;
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("The file " + root + "/" + path + " is complete or closed.");
    }
    if (failed) {
      throw new IllegalStateException("An earlier write of " + root + "/" + path + " failed.");
    }
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      archive.buffers().giveBack(chunk);
      archive.fileClosed();
    }
  }
}
