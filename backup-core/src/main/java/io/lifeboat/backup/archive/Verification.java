package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
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
  private final FilePieces pieces;
  private long position;
  private boolean manifestMet;

  Verification(
      ArchiveContents contents,
      List<PartEntry> complete,
      LongConsumer progress,
      CancellationToken cancellation) {
    this.contents = contents;
    this.chunks = new PartChunks(complete);
    this.pieces = new FilePieces(contents);
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
      frame(member.member(), name);
    }
    frame(contents.locator().summary(), MemberNames.summary(contents.manifest().codec()));
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
      requireInItsSection(line, lines.member());
      if (member(line, lines.member())) {
        members++;
        progress.accept(position);
      }
    }
    chunks.requireComplete();
    if (!manifestMet
        || members != contents.summary().totals().members()
        || position != contents.indexAt()) {
      throw ArchiveContents.damaged("its index does not name all of its members");
    }
  }

  /** A line in the wrong section is read by nobody, or by who does not expect it. */
  private void requireInItsSection(IndexLine line, int indexMember) throws ArchiveCorruptException {
    boolean closes =
        line instanceof IndexLine.OfPart
            || line instanceof IndexLine.OfTally
            || line instanceof IndexLine.OfMissing
            || line instanceof IndexLine.OfFinding;
    if (closes != indexMember >= contents.summary().closing()) {
      throw ArchiveContents.damaged("a line of its index is not in the section it belongs to");
    }
  }

  /** Reads the member that a line tells of; false if it tells of none. */
  private boolean member(IndexLine line, int indexMember) throws IOException {
    if (line instanceof IndexLine.OfManifest manifest) {
      manifestMet = true;
      if (position != 0 || !manifest.member().equals(contents.locator().manifest())) {
        throw ArchiveContents.damaged("its manifest is not its first member");
      }
      frame(manifest.member(), MemberNames.MANIFEST);
    } else if (line instanceof IndexLine.OfChunk chunk) {
      String codec = contents.manifest().codec();
      String name = MemberNames.chunk(part(chunk.part()), chunk.number(), codec);
      frame(chunk.member(), name);
      chunks.add(chunk, indexMember);
      contents.content(chunk.member(), codec, chunk.raw(), "database");
    } else if (line instanceof IndexLine.OfPiece piece) {
      String name =
          MemberNames.piece(
              piece.root(), piece.path(), piece.attempt(), piece.number(), piece.codec());
      frame(piece.member(), name);
      pieces.add(
          piece,
          indexMember,
          contents.content(piece.member(), piece.codec(), piece.raw(), "files"));
    } else if (line instanceof IndexLine.OfEntry entry
        && entry.entry().content() instanceof ContentLocation.Whole whole) {
      entry(entry.entry(), whole);
    } else if (line instanceof IndexLine.OfEntry entry
        && entry.entry().content() instanceof ContentLocation.Pieces where) {
      pieces.requireWhole(entry.entry(), where);
      return false;
    } else {
      return false;
    }
    return true;
  }

  private void entry(ArchivedEntry entry, ContentLocation.Whole whole) throws IOException {
    FileHeader header = entry.header();
    if (entry.kind() != Kind.FILE) {
      String name = MemberNames.entry(header.root(), header.path());
      frame(whole.member(), name, entry.kind(), entry.target().orElse(""), header.mode());
      return;
    }
    String name = MemberNames.file(header.root(), header.path(), whole.codec());
    frame(whole.member(), name, Kind.FILE, "", header.mode());
    byte[] raw = contents.content(whole.member(), whole.codec(), entry.size(), "files");
    if (!Sha256.of(ByteBuffer.wrap(raw)).equals(entry.sha256().orElse(""))) {
      throw ArchiveContents.damaged("the file " + header + " is not what was written");
    }
  }

  private DumpPart part(String id) throws IOException {
    DumpPart part = parts.get(id);
    if (part == null) {
      throw ArchiveContents.damaged("its index names a part that its manifest does not");
    }
    return part;
  }

  private void frame(MemberAt member, String name) throws IOException {
    frame(member, name, Kind.FILE, "", ArchiveWriter.FILE_MODE);
  }

  /** Reads headers and padding of a member, and goes to its end; its body is hashed elsewhere. */
  private void frame(MemberAt member, String name, Kind kind, String target, int mode)
      throws IOException {
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
        || header.mode() != mode
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
