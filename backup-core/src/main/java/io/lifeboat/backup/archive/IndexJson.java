package io.lifeboat.backup.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import io.lifeboat.backup.archive.ArchivedEntry.Kind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines of the index, and the summary, as JSON. */
final class IndexJson {

  /** No archive is larger, and sums of such numbers stay far from overflowing. */
  private static final long MAX_SIZE = 1L << 60;

  private IndexJson() {}

  static byte[] write(IndexLine line) throws IOException {
    ObjectNode json = Json.object();
    if (line instanceof IndexLine.OfManifest manifest) {
      json.put("is", "manifest");
      put(json, manifest.member());
    } else if (line instanceof IndexLine.OfChunk chunk) {
      json.put("is", "chunk").put("part", chunk.part()).put("number", chunk.number());
      json.put("raw", chunk.raw());
      put(json, chunk.member());
    } else if (line instanceof IndexLine.OfPiece piece) {
      json.put("is", "piece").put("root", piece.root()).put("path", piece.path().value());
      json.put("attempt", piece.attempt()).put("number", piece.number());
      json.put("codec", piece.codec()).put("raw", piece.raw());
      put(json, piece.member());
    } else if (line instanceof IndexLine.OfEntry entry) {
      put(json.put("is", "entry"), entry.entry());
    } else if (line instanceof IndexLine.OfPart part) {
      json.put("is", "part").put("id", part.id()).put("members", part.members());
      json.put("raw", part.raw()).put("stored", part.stored());
      put(json, part.lines());
    } else if (line instanceof IndexLine.OfTally tally) {
      json.put("is", "tally").put("part", tally.part()).put("group", tally.group());
      json.put("rows", tally.tally().rows());
      tally.tally().hash().ifPresent(hash -> json.put("hash", Long.toHexString(hash)));
    } else if (line instanceof IndexLine.OfMissing missing) {
      json.put("is", "missing").put("root", missing.file().root());
      json.put("path", missing.file().path()).put("reason", missing.file().reason());
    } else if (line instanceof IndexLine.OfFinding finding) {
      json.put("is", "finding").put("severity", finding.finding().severity().name());
      json.put("code", finding.finding().code()).put("message", finding.finding().message());
      json.put("fix", finding.finding().fix());
    }
    return Json.bytes(json);
  }

  private static void put(ObjectNode json, MemberAt member) {
    json.put("at", member.at()).put("head", member.head());
    json.put("size", member.size()).put("sha256", member.sha256());
  }

  private static void put(ObjectNode json, IndexRange lines) {
    json.put("first", lines.first()).put("last", lines.last());
  }

  private static void put(ObjectNode json, ArchivedEntry entry) {
    FileHeader header = entry.header();
    json.put("kind", entry.kind().name()).put("root", header.root());
    json.put("path", header.path().value()).put("mode", header.mode());
    json.put("modified", header.modified().toString()).put("length", entry.size());
    entry.sha256().ifPresent(sha256 -> json.put("content", sha256));
    entry.target().ifPresent(target -> json.put("target", target));
    json.put("codec", entry.content().codec());
    if (entry.content() instanceof ContentLocation.Whole whole) {
      put(json, whole.member());
    } else if (entry.content() instanceof ContentLocation.Pieces pieces) {
      json.put("attempt", pieces.attempt()).put("pieces", pieces.count());
      json.put("stored", pieces.stored());
      put(json, pieces.lines());
    }
  }

  /** Reads a line; empty for a kind of line that a later release may have added. */
  static Optional<IndexLine> read(byte[] bytes, int offset, int length)
      throws ArchiveCorruptException {
    JsonNode json = Json.parseLine(bytes, offset, length, "index");
    try {
      return line(json);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ArchiveCorruptException(
          Reason.REFUSED, "The archive's index is refused. " + e.getMessage(), e);
    }
  }

  private static Optional<IndexLine> line(JsonNode json) throws ArchiveCorruptException {
    IndexLine line =
        switch (Json.text(json, "is")) {
          case "manifest" -> new IndexLine.OfManifest(member(json));
          case "chunk" ->
              new IndexLine.OfChunk(
                  Json.text(json, "part"),
                  Json.within(json, "number", Integer.MAX_VALUE),
                  Json.number(json, "raw"),
                  member(json));
          case "piece" ->
              new IndexLine.OfPiece(
                  Json.text(json, "root"),
                  EntryPath.of(Json.text(json, "path")),
                  Json.within(json, "attempt", Integer.MAX_VALUE),
                  Json.within(json, "number", Integer.MAX_VALUE),
                  Json.text(json, "codec"),
                  Json.number(json, "raw"),
                  member(json));
          case "entry" -> new IndexLine.OfEntry(entry(json));
          case "part" ->
              new IndexLine.OfPart(
                  Json.text(json, "id"),
                  Json.within(json, "members", Integer.MAX_VALUE),
                  Json.number(json, "raw"),
                  Json.number(json, "stored"),
                  lines(json));
          case "tally" ->
              new IndexLine.OfTally(Json.text(json, "part"), Json.text(json, "group"), tally(json));
          case "missing" ->
              new IndexLine.OfMissing(
                  new MissingFile(
                      Json.text(json, "root"), Json.text(json, "path"), Json.text(json, "reason")));
          case "finding" ->
              new IndexLine.OfFinding(
                  new Finding(
                      Finding.Severity.valueOf(Json.text(json, "severity")),
                      Json.text(json, "code"),
                      Json.text(json, "message"),
                      Json.text(json, "fix")));
          default -> null;
        };
    return Optional.ofNullable(line);
  }

  private static Tally tally(JsonNode json) throws ArchiveCorruptException {
    long rows = Json.number(json, "rows");
    Optional<String> hash = Json.optionalText(json, "hash");
    return hash.isPresent()
        ? Tally.of(rows, Long.parseUnsignedLong(hash.get(), 16))
        : Tally.ofRows(rows);
  }

  private static MemberAt member(JsonNode json) throws ArchiveCorruptException {
    return new MemberAt(
        size(json, "at"),
        Json.within(json, "head", TarMember.MAX_HEAD),
        size(json, "size"),
        Json.text(json, "sha256"));
  }

  private static long size(JsonNode json, String name) throws ArchiveCorruptException {
    long size = Json.number(json, name);
    if (size > MAX_SIZE) {
      throw new ArchiveCorruptException(
          Reason.REFUSED, "The archive is refused: its index tells of %d bytes.".formatted(size));
    }
    return size;
  }

  private static IndexRange lines(JsonNode json) throws ArchiveCorruptException {
    return new IndexRange(
        Json.within(json, "first", Integer.MAX_VALUE),
        Json.within(json, "last", Integer.MAX_VALUE));
  }

  private static ArchivedEntry entry(JsonNode json) throws ArchiveCorruptException {
    Kind kind = Kind.valueOf(Json.text(json, "kind"));
    EntryPath path = EntryPath.of(Json.text(json, "path"));
    String target = Json.optionalText(json, "target").orElse("");
    if (kind != Kind.FILE && (json.has("pieces") || Json.number(json, "length") != 0)) {
      throw new ArchiveCorruptException(
          Reason.REFUSED, "The archive is refused: a folder or link in it has content.");
    }
    if (kind != Kind.LINK && !target.isEmpty()) {
      throw new ArchiveCorruptException(
          Reason.REFUSED, "The archive is refused: what is no link in it points somewhere.");
    }
    if (kind == Kind.LINK) {
      Optional<String> problem = path.linkProblem(target);
      if (problem.isPresent()) {
        throw new ArchiveCorruptException(Reason.REFUSED, problem.get());
      }
    }
    FileHeader header =
        new FileHeader(
            Json.text(json, "root"),
            path,
            Json.within(json, "mode", 07777),
            Instant.parse(Json.text(json, "modified")));
    String codec = Json.text(json, "codec");
    ContentLocation content =
        json.has("pieces")
            ? new ContentLocation.Pieces(
                Json.within(json, "attempt", Integer.MAX_VALUE),
                Json.within(json, "pieces", Integer.MAX_VALUE),
                size(json, "stored"),
                lines(json),
                codec)
            : new ContentLocation.Whole(member(json), codec);
    return new ArchivedEntry(
        kind,
        header,
        size(json, "length"),
        Json.optionalText(json, "content").orElse(""),
        target,
        content);
  }

  static byte[] write(Summary summary) throws IOException {
    ObjectNode json = Json.object();
    json.put("outcome", summary.outcome().name());
    json.put("closing", summary.closing());
    ArchiveTotals totals = summary.totals();
    ObjectNode numbers = json.putObject("totals");
    numbers.put("parts", totals.parts()).put("rows", totals.rows());
    numbers.put("files", totals.files()).put("directories", totals.directories());
    numbers.put("links", totals.links()).put("missing", totals.missing());
    numbers.put("members", totals.members()).put("rawBytes", totals.rawBytes());
    var index = json.putArray("index");
    for (Summary.IndexMember member : summary.index()) {
      put(index.addObject().put("raw", member.raw()), member.member());
    }
    return Json.bytes(json);
  }

  static Summary readSummary(byte[] bytes, long archiveBytes) throws ArchiveCorruptException {
    JsonNode json = Json.parse(bytes, "summary");
    JsonNode numbers = Json.objectIn(json, "totals");
    List<Summary.IndexMember> index = new ArrayList<>();
    for (JsonNode member : Json.arrayIn(json, "index")) {
      index.add(new Summary.IndexMember(Json.number(member, "raw"), member(member)));
    }
    try {
      return new Summary(
          Outcome.valueOf(Json.text(json, "outcome")),
          new ArchiveTotals(
              Json.number(numbers, "parts"),
              Json.number(numbers, "rows"),
              Json.number(numbers, "files"),
              Json.number(numbers, "directories"),
              Json.number(numbers, "links"),
              Json.number(numbers, "missing"),
              Json.number(numbers, "members"),
              Json.number(numbers, "rawBytes"),
              archiveBytes),
          Json.within(json, "closing", Integer.MAX_VALUE),
          index);
    } catch (IllegalArgumentException e) {
      throw new ArchiveCorruptException(
          Reason.UNSUPPORTED, "The archive has an outcome that is not known here.", e);
    }
  }
}
