package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.PartResult;
import java.util.Objects;

/**
 * One part of the dump, as it is in the archive.
 *
 * @param part as the dump's description names it
 * @param members how many chunks it has; zero if it is empty
 * @param rawBytes before they were encoded
 * @param storedBytes as they are in the archive
 * @param result what the dialect counted while it wrote the part
 */
public record PartEntry(
    DumpPart part,
    long members,
    long rawBytes,
    long storedBytes,
    PartResult result,
    IndexRange lines) {

  /** Checks that nothing is null. */
  public PartEntry {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(result, "result");
  }
}
