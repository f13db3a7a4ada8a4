package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads from the closing section of the index which parts are complete. */
final class PartList {

  private final ArchiveContents contents;
  private final Map<String, IndexLine.OfPart> lines = new HashMap<>();
  private final Map<String, Map<String, Tally>> tallies = new HashMap<>();

  PartList(ArchiveContents contents) {
    this.contents = contents;
  }

  /** Returns the parts in the order of the manifest, each of which has to be there. */
  List<PartEntry> read() throws IOException {
    IndexCursor closing =
        new IndexCursor(contents, contents.summary().closing(), Integer.MAX_VALUE);
    for (IndexLine line = closing.next(); line != null; line = closing.next()) {
      if (line instanceof IndexLine.OfPart part) {
        if (lines.put(part.id(), part) != null) {
          throw ArchiveContents.damaged("the part " + part.id() + " stands in its index twice");
        }
      } else if (line instanceof IndexLine.OfTally tally) {
        tallies
            .computeIfAbsent(tally.part(), id -> new HashMap<>())
            .merge(tally.group(), tally.tally(), Tally::plus);
      }
    }
    requireKnown();
    List<PartEntry> entries = new ArrayList<>();
    for (DumpPart part :
        contents.manifest().manifest().database().map(DumpDescription::parts).orElseGet(List::of)) {
      entries.add(entry(part));
    }
    return List.copyOf(entries);
  }

  /** A part that the manifest lacks would be restored by nobody. */
  private void requireKnown() throws ArchiveCorruptException {
    Set<String> known = new HashSet<>();
    contents
        .manifest()
        .manifest()
        .database()
        .map(DumpDescription::parts)
        .ifPresent(parts -> parts.forEach(part -> known.add(part.id())));
    if (!known.containsAll(lines.keySet()) || !lines.keySet().containsAll(tallies.keySet())) {
      throw ArchiveContents.damaged("its index names a part that its manifest does not");
    }
  }

  private PartEntry entry(DumpPart part) throws ArchiveCorruptException {
    IndexLine.OfPart line = lines.get(part.id());
    if (line == null) {
      throw ArchiveContents.damaged("the part " + part.id() + " is not in its index");
    }
    Map<String, Tally> counted = tallies.getOrDefault(part.id(), Map.of());
    return new PartEntry(
        part, line.members(), line.raw(), line.stored(), new PartResult(counted), line.lines());
  }
}
