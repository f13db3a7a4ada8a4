package io.lifeboat.backup.archive;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifeboat.backup.codec.ZstdCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Writes archives as an attacker would who knows the format: every hash, offset and total fits what
 * is written, unless a case says otherwise. With no case at all it is a good archive.
 */
final class Forge {

  static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ZstdCodec ZSTD = new ZstdCodec(3, 64 << 20);

  final ObjectNode manifest = JSON.createObjectNode();
  UnaryOperator<byte[]> manifestBytes = bytes -> bytes;
  Consumer<ObjectNode> summary = json -> {};
  UnaryOperator<Locator> locator = written -> written;
  UnaryOperator<byte[]> archive = bytes -> bytes;

  /** What follows the manifest: members and the lines that tell of them. */
  private final List<Step> steps = new ArrayList<>();

  private final List<String> closing = new ArrayList<>();
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private final MessageDigest framing = Sha256.digest();
  private final List<String> lines = new ArrayList<>();
  private int members;

  /** Appends to the tar, or tells of it. */
  interface Step {
    void run() throws IOException;
  }

  Forge() {
    manifest.put("format", 1).put("id", "demo-20260102T030405123Z-abc123");
    manifest.put("created", TIME.toString()).put("library", "0.1");
    manifest.put("codec", "zstd").put("chunkBytes", 1 << 16);
    ObjectNode application = manifest.putObject("application");
    application.put("name", "Demo App").put("version", "1.2.0");
    application.putObject("attributes").put("schema", "public");
    ObjectNode database = manifest.putObject("database");
    database.put("dialect", "folder").put("format", 1);
    database.put("serverVersion", "1.0").put("clientVersion", "");
    for (String name : List.of("attributes", "facts", "options")) {
      database.putObject(name);
    }
    database.putArray("requirements");
    ObjectNode part = database.putArray("parts").addObject();
    part.put("stage", "DATA").put("id", "t0").put("group", "table0").put("estimatedBytes", 0);
    part.putObject("properties");
    ObjectNode root = manifest.putArray("files").addObject();
    root.put("name", "uploads").putArray("include");
    root.putArray("exclude");
  }

  ObjectNode database() {
    return (ObjectNode) manifest.get("database");
  }

  ObjectNode firstPart() {
    return (ObjectNode) database().get("parts").get(0);
  }

  void then(Step step) {
    steps.add(step);
  }

  /** A chunk of the part t0, with a line that may be altered. */
  void chunk(int number, byte[] raw, Consumer<ObjectNode> line) {
    then(() -> chunkNow(number, compressed(raw), raw.length, line));
  }

  void chunkNow(int number, byte[] stored, long raw, Consumer<ObjectNode> line) throws IOException {
    MemberAt at =
        member("database/data/t0/%08d.zst".formatted(number), stored, ArchiveWriter.FILE_MODE);
    ObjectNode json = JSON.createObjectNode();
    json.put("is", "chunk").put("part", "t0").put("number", number).put("raw", raw);
    line(at(json, at), line);
  }

  /** A file, whole and raw, with a line that may be altered. */
  void file(String path, Consumer<ObjectNode> line) {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    then(
        () ->
            line(
                at(
                    entry("FILE", path, content.length, Sha256.of(ByteBuffer.wrap(content))),
                    member("files/uploads/" + path, content, 0640)),
                line));
  }

  void directory(String path, Consumer<ObjectNode> line) {
    then(
        () ->
            line(
                at(
                    entry("DIRECTORY", path, 0, ""),
                    member(TarMember.directory("files/uploads/" + path, 0640, TIME), new byte[0])),
                line));
  }

  void link(String path, String target, Consumer<ObjectNode> line) {
    then(
        () ->
            line(
                at(
                    entry("LINK", path, 0, "").put("target", target),
                    member(
                        TarMember.link("files/uploads/" + path, target, 0640, TIME), new byte[0])),
                line));
  }

  static ObjectNode entry(String kind, String path, long length, String content) {
    ObjectNode json = JSON.createObjectNode();
    json.put("is", "entry").put("kind", kind).put("root", "uploads").put("path", path);
    json.put("mode", 0640).put("modified", TIME.toString()).put("length", length);
    if (!content.isEmpty()) {
      json.put("content", content);
    }
    return json.put("codec", "none");
  }

  static ObjectNode at(ObjectNode json, MemberAt member) {
    json.put("at", member.at()).put("head", member.head());
    return json.put("size", member.size()).put("sha256", member.sha256());
  }

  void line(ObjectNode json, Consumer<ObjectNode> change) {
    change.accept(json);
    lines.add(json.toString());
  }

  void text(String line) {
    then(() -> lines.add(line));
  }

  void closingLine(String line) {
    closing.add(line);
  }

  MemberAt member(String name, byte[] body, int mode) throws IOException {
    return member(
        TarMember.file(name, body.length, mode, mode == 0640 ? TIME : Instant.EPOCH), body);
  }

  MemberAt member(TarMember header, byte[] body) throws IOException {
    return raw(header.encode(), body);
  }

  /** Any headers at all. */
  MemberAt raw(byte[] head, byte[] body) {
    MemberAt at = last(head, body);
    members++;
    return at;
  }

  private MemberAt last(byte[] head, byte[] body) {
    MemberAt at =
        new MemberAt(tar.size(), head.length, body.length, Sha256.of(ByteBuffer.wrap(body)));
    byte[] padding = new byte[TarMember.padding(body.length)];
    framing.update(head);
    framing.update(padding);
    tar.writeBytes(head);
    tar.writeBytes(body);
    tar.writeBytes(padding);
    return at;
  }

  int position() {
    return tar.size();
  }

  static byte[] compressed(byte[] raw) throws IOException {
    ByteBuffer frame = ZSTD.compress(ByteBuffer.wrap(raw));
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** The part t0 as complete, of so many chunks of one byte. */
  String part(int chunks, long raw, long stored) {
    return "{\"is\":\"part\",\"id\":\"t0\",\"members\":%d,\"raw\":%d,\"stored\":%d,\"first\":1,\"last\":%d}"
        .formatted(chunks, raw, stored, chunks == 0 ? 0 : 1);
  }

  byte[] bytes() {
    try {
      return write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] write() throws IOException {
    byte[] json = manifestBytes.apply(manifest.toString().getBytes(StandardCharsets.UTF_8));
    MemberAt manifestAt =
        raw(TarMember.file("manifest.json", json.length, 0600, TIME).encode(), json);
    line(at(JSON.createObjectNode().put("is", "manifest"), manifestAt), line -> {});
    for (Step step : steps) {
      step.run();
    }
    if (closing.isEmpty()) {
      closing.add(part(0, 0, 0));
    }
    ObjectNode summaryJson = JSON.createObjectNode().put("outcome", "SUCCESS").put("closing", 2);
    ObjectNode totals = summaryJson.putObject("totals");
    for (String name : List.of("parts", "rows", "files", "directories", "links", "missing")) {
      totals.put(name, 0);
    }
    totals.put("members", members).put("rawBytes", 0);
    ArrayNode index = summaryJson.putArray("index");
    for (List<String> block : List.of(lines, closing)) {
      byte[] raw = (String.join("\n", block) + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] stored = compressed(raw);
      String name = "index/%08d.jsonl.zst".formatted(index.size() + 1);
      MemberAt at = last(TarMember.file(name, stored.length, 0600, Instant.EPOCH).encode(), stored);
      at(index.addObject().put("raw", raw.length), at);
    }
    summary.accept(summaryJson);
    byte[] raw = summaryJson.toString().getBytes(StandardCharsets.UTF_8);
    byte[] stored = compressed(raw);
    MemberAt summaryAt =
        last(
            TarMember.file("summary.jsonl.zst", stored.length, 0600, Instant.EPOCH).encode(),
            stored);
    Locator honest =
        new Locator(
            tar.size() + Locator.SIZE, manifestAt, summaryAt, raw.length, Sha256.hex(framing));
    tar.writeBytes(locator.apply(honest).encode());
    return archive.apply(tar.toByteArray());
  }
}
