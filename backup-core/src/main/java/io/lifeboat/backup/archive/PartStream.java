package io.lifeboat.backup.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The raw bytes of a part. */
final class PartStream extends MemberStream {

  private final ArchiveContents contents;
  private final PartEntry part;
  private final IndexCursor lines;
  private long members;
  private long raw;

  PartStream(ArchiveContents contents, PartEntry part) {
    this.contents = contents;
    this.part = part;
    this.lines = new IndexCursor(contents, part.lines().first(), part.lines().last());
  }

  @Override
  byte @Nullable [] nextChunk() throws IOException {
    if (members == part.members()) {
      if (raw != part.rawBytes()) {
        throw missing();
      }
      return null;
    }
    for (IndexLine line = lines.next(); line != null; line = lines.next()) {
      if (line instanceof IndexLine.OfChunk chunk && chunk.part().equals(part.part().id())) {
        if (chunk.number() != members) {
          throw missing();
        }
        members++;
        raw += chunk.raw();
        return contents.content(
            chunk.member(), contents.manifest().codec(), chunk.raw(), "database");
      }
    }
    throw missing();
  }

  private ArchiveCorruptException missing() {
    return ArchiveContents.damaged("something of the part " + part.part().id() + " is missing");
  }
}
