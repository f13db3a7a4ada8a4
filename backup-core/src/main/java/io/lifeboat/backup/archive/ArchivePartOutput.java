package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.PartResult;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Gathers the bytes of a part in chunks; each full one is encoded by the thread that fills it. */
final class ArchivePartOutput extends PartOutput {

  private final ArchiveWriter archive;
  private final DumpPart part;
  private final ByteBuffer chunk;
  private IndexRange lines = IndexRange.NONE;
  private int members;
  private long raw;
  private long stored;
  private boolean over;
  private boolean failed;

  ArchivePartOutput(ArchiveWriter archive, DumpPart part) {
    this.archive = archive;
    this.part = part;
    this.chunk = archive.buffers().take();
  }

  @Override
  public void write(int b) throws IOException {
    requireOpen();
    makeRoom();
    chunk.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireOpen();
    int done = 0;
    while (done < length) {
      makeRoom();
      int count = Math.min(chunk.remaining(), length - done);
      chunk.put(bytes, offset + done, count);
      done += count;
    }
  }

  private void makeRoom() throws IOException {
    if (!chunk.hasRemaining()) {
      append();
    }
  }

  private void append() throws IOException {
    failed = true;
    int size = chunk.flip().remaining();
    ArchiveWriter.Appended appended = archive.appendChunk(part, members, chunk);
    chunk.clear();
    lines = lines.plus(appended.line());
    members++;
    raw += size;
    stored += appended.member().size();
    failed = false;
  }

  @Override
  public void complete(PartResult result) throws IOException {
    requireOpen();
    if (chunk.position() > 0) {
      append();
    }
    close();
    archive.completePart(new IndexLine.OfPart(part.id(), members, raw, stored, lines), result);
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("The part " + part.id() + " is complete or closed.");
    }
    if (failed) {
      throw new IllegalStateException("An earlier write of the part " + part.id() + " failed.");
    }
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      archive.buffers().giveBack(chunk);
    }
  }
}
