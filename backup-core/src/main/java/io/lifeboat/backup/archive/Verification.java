package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Reads an archive from its first byte to its last, along its index: every member stands where the
 * one before it ends, is called what it has to be called, and is what was written.
 */
final class Verification {

  private final ArchiveContents contents;
  private final LongConsumer progress;
  private final CancellationToken cancellation;
  private final MessageDigest framing = Sha256.digest();
  private final Map<String, DumpPart> parts = new HashMap<>();
  private final PartChunks chunks;
  private long position;

  Verification(
      ArchiveContents contents,
      List<PartEntry> complete,
      LongConsumer progress,
      CancellationToken cancellation) {
    this.contents = contents;
    this.chunks = new PartChunks(complete);
    this.progress = progress;
    this.cancellation = cancellation;
    contents
        .manifest()
        .manifest()
        .database()
        .map(DumpDescription::parts)
        .ifPresent(all -> all.forEach(part -> parts.put(part.id(), part)));
  }

  void run() throws IOException {
    members();
    int number = 0;
    for (Summary.IndexMember member : contents.summary().index()) {
      String name = MemberNames.index(++number, contents.manifest().codec());
      frame(member.member(), name, Kind.FILE, "");
    }
    frame(
        contents.locator().summary(),
        MemberNames.summary(contents.manifest().codec()),
        Kind.FILE,
        "");
    if (!Sha256.hex(framing).equals(contents.locator().framing())) {
      throw ArchiveContents.damaged("the headers of its members are not what was written");
    }
    progress.accept(contents.locator().size());
  }

  private void members() throws IOException {
    IndexCursor lines = new IndexCursor(contents, 1, contents.summary().index().size());
    long members = 0;
    for (IndexLine line = lines.next(); line != null; line = lines.next()) {
      cancellation.throwIfCancelled();
      if (member(line)) {
        members++;
        progress.accept(position);
      }
    }
    chunks.requireComplete();
    if (members != contents.summary().totals().members() || position != contents.indexAt()) {
      throw ArchiveContents.damaged("its index does not name all of its members");
    }
  }

  /** Reads the member that a line tells of; false if it tells of none. */
  private boolean member(IndexLine line) throws IOException {
    if (line instanceof IndexLine.OfManifest manifest) {
      if (position != 0 || !manifest.member().equals(contents.locator().manifest())) {
        throw ArchiveContents.damaged("its manifest is not its first member");
      }
      frame(manifest.member(), MemberNames.MANIFEST, Kind.FILE, "");
    } else if (line instanceof IndexLine.OfChunk chunk) {
      String codec = contents.manifest().codec();
      String name = MemberNames.chunk(part(chunk.part()), chunk.number(), codec);
      frame(chunk.member(), name, Kind.FILE, "");
      chunks.add(chunk);
      contents.content(chunk.member(), codec, chunk.raw(), "database");
    } else if (line instanceof IndexLine.OfPiece piece) {
      String name =
          MemberNames.piece(
              piece.root(), piece.path(), piece.attempt(), piece.number(), piece.codec());
      frame(piece.member(), name, Kind.FILE, "");
      contents.content(piece.member(), piece.codec(), piece.raw(), "files");
    } else if (line instanceof IndexLine.OfEntry entry
        && entry.entry().content() instanceof ContentLocation.Whole whole) {
      entry(entry.entry(), whole);
    } else {
      return false;
    }
    return true;
  }

  private void entry(ArchivedEntry entry, ContentLocation.Whole whole) throws IOException {
    FileHeader header = entry.header();
    if (entry.kind() != Kind.FILE) {
      String name = MemberNames.entry(header.root(), header.path());
      frame(whole.member(), name, entry.kind(), entry.target().orElse(""));
      return;
    }
    String name = MemberNames.file(header.root(), header.path(), whole.codec());
    frame(whole.member(), name, Kind.FILE, "");
    contents.content(whole.member(), whole.codec(), entry.size(), "files");
  }

  private DumpPart part(String id) throws IOException {
    DumpPart part = parts.get(id);
    if (part == null) {
      throw ArchiveContents.damaged("its index names a part that its manifest does not");
    }
    return part;
  }

  /** Reads headers and padding of a member, and goes to its end; its body is hashed elsewhere. */
  private void frame(MemberAt member, String name, Kind kind, String target) throws IOException {
    if (member.at() != position || member.end() > contents.locator().size()) {
      throw ArchiveContents.damaged("the member " + name + " is not where its index says");
    }
    byte[] head = contents.read(position, member.head());
    framing.update(head);
    TarMember header = TarMember.decode(head);
    String expected = kind == Kind.DIRECTORY ? name + "/" : name;
    if (!header.name().equals(expected)
        || header.type() != TarMember.type(kind)
        || header.size() != member.size()
        || !header.target().equals(target)) {
      throw ArchiveContents.damaged("the member " + name + " is called something else in the tar");
    }
    int padding = TarMember.padding(member.size());
    byte[] zeros = contents.read(member.end() - padding, padding);
    if (!Arrays.equals(zeros, new byte[padding])) {
      throw ArchiveContents.damaged("there is something behind the member " + name);
    }
    framing.update(zeros);
    position = member.end();
  }
}
