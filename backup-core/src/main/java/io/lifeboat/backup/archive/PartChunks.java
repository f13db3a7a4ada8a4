package io.lifeboat.backup.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the chunks that the index names are the parts that it says are complete: in order, none
 * missing, none too many. Asked before anything is loaded, since a part that ends early would be
 * noticed only when half of it is live.
 */
final class PartChunks {

  private final List<PartEntry> complete;
  private final Map<String, Seen> seen = new HashMap<>();

  PartChunks(List<PartEntry> complete) {
    this.complete = complete;
  }

  void add(IndexLine.OfChunk chunk, int indexMember) throws ArchiveCorruptException {
    Seen part = seen.computeIfAbsent(chunk.part(), id -> new Seen());
    if (chunk.number() != part.members) {
      throw ArchiveContents.damaged(
          "chunk %d of the part %s is missing".formatted(part.members, chunk.part()));
    }
    part.members++;
    part.span.add(indexMember);
    part.raw += chunk.raw();
    part.stored += chunk.member().size();
  }

  void requireComplete() throws ArchiveCorruptException {
    for (PartEntry entry : complete) {
      Seen part = seen.getOrDefault(entry.part().id(), new Seen());
      if (part.members != entry.members()
          || part.raw != entry.rawBytes()
          || part.stored != entry.storedBytes()
          || !part.span.isWithin(entry.lines())) {
        throw ArchiveContents.damaged("the part " + entry.part().id() + " is not whole");
      }
    }
  }

  private static final class Seen {
    private final IndexSpan span = new IndexSpan();
    private long members;
    private long raw;
    private long stored;
  }
}
