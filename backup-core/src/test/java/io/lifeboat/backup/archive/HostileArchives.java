package io.lifeboat.backup.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Archives that an attacker prepared who can make every hash fit, by what is wrong with them. Each
 * has to be refused before anything is changed. They fit the sandbox of the facade's tests too.
 */
public final class HostileArchives {

  private static final byte[] ONE = {'x'};

  private final Map<String, byte[]> cases = new LinkedHashMap<>();

  /**
   * Make those whose only weapon is size: small files that ask for much memory.
   *
   * @return the bytes of each, by what is wrong
   */
  public static Map<String, byte[]> large() {
    HostileArchives all = new HostileArchives();
    try {
      all.add("a manifest of objects", f -> f.manifest.set("x", objects(1_000_000)));
      all.add("a manifest of parts", f -> f.firstPart().set("x", objects(300_000)));
      all.add("a summary of objects", f -> f.summary = s -> s.set("index", objects(1_000_000)));
      all.add("a summary of 12 MiB", f -> f.summary = s -> s.put("x", " ".repeat(12 << 20)));
      all.add(
          "chunks of 64 MiB",
          f -> {
            f.manifest.put("chunkBytes", 64 << 20);
            frame(f, Forge.compressed(new byte[16 << 20]), 16 << 20);
          });
      all.add(
          "an index of a million files",
          f -> {
            f.manifest.put("chunkBytes", 4 << 20);
            for (int i = 0; i < 9_000; i++) {
              f.text(
                  Forge.at(Forge.entry("DIRECTORY", "d" + i, 0, ""), new MemberAt(0, 512, 0, ""))
                      .toString());
            }
            f.summary =
                s -> {
                  for (int i = 0; i < 110; i++) {
                    s.withArray("index").insert(0, s.get("index").get(0).deepCopy());
                  }
                };
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return all.cases;
  }

  private static com.fasterxml.jackson.databind.node.ArrayNode objects(int count) {
    var array = Forge.JSON.createArrayNode();
    for (int i = 0; i < count; i++) {
      array.addObject();
    }
    return array;
  }

  private interface Case {
    void alter(Forge forge) throws Exception;
  }

  private HostileArchives() {}

  /**
   * Make all of them.
   *
   * @return the bytes of each, by what is wrong
   */
  public static Map<String, byte[]> all() {
    HostileArchives all = new HostileArchives();
    try {
      all.names();
      all.links();
      all.tarHeaders();
      all.sizes();
      all.frames();
      all.index();
      all.contents();
      all.summaries();
      all.json();
      all.tails();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return all.cases;
  }

  /**
   * Make one that is good, though it has what a later release may add.
   *
   * @return its bytes
   */
  public static byte[] good() {
    Forge forge = new Forge();
    forge.manifest.put("later", true);
    forge.firstPart().putArray("later").add(1);
    forge.file("a", line -> line.putObject("later").put("x", 1));
    forge.directory("b", HostileArchives::asIs);
    forge.link("b/link", "../a", HostileArchives::asIs);
    forge.text("{\"is\":\"a kind of line that a later release adds\",\"at\":\"anything\"}");
    forge.summary = json -> json.put("later", "x");
    return forge.bytes();
  }

  private void add(String name, Case how) throws Exception {
    Forge forge = new Forge();
    how.alter(forge);
    if (cases.put(name, forge.bytes()) != null) {
      throw new IllegalStateException("Twice: " + name);
    }
  }

  private void names() throws Exception {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("climbs", "../escaped");
    bad.put("climbs in the middle", "a/../../escaped");
    bad.put("is absolute", "/tmp/escaped");
    bad.put("has an empty part", "a//b");
    bad.put("ends in a slash", "a/");
    bad.put("is a dot", ".");
    bad.put("has a dot", "a/./b");
    bad.put("is empty", "");
    bad.put("has a NUL", "a\0b");
    bad.put("has 64 KiB", "a".repeat(1 << 16));
    bad.put("has 300 levels", "a/".repeat(300) + "b");
    bad.put("is no Unicode", "a\ud800b");
    for (Map.Entry<String, String> name : bad.entrySet()) {
      add("a name that " + name.getKey(), f -> f.file("good", e -> e.put("path", name.getValue())));
    }
    add("a name that climbs, in the tar too", f -> f.file("../escaped", HostileArchives::asIs));
    add("a name that climbs, in the tar alone", f -> f.file("../escaped", e -> e.put("path", "a")));
    add("a folder that climbs", f -> f.directory("..", HostileArchives::asIs));
    add("a root that climbs", f -> f.file("a", e -> e.put("root", "../uploads")));
    add("a root that is not in the manifest", f -> f.file("a", e -> e.put("root", "others")));
    add(
        "a root in the manifest that climbs",
        f -> ((ObjectNode) f.manifest.get("files").get(0)).put("name", ".."));
    add(
        "two roots of one name",
        f -> f.manifest.withArray("files").add(f.manifest.get("files").get(0).deepCopy()));
    add(
        "a file twice",
        f -> {
          f.file("a", HostileArchives::asIs);
          f.file("a", HostileArchives::asIs);
        });
    add(
        "a folder and a file of one name",
        f -> {
          f.directory("a", HostileArchives::asIs);
          f.file("a", HostileArchives::asIs);
        });
    add(
        "a file below a file",
        f -> {
          f.file("a/b", HostileArchives::asIs);
          f.file("a", HostileArchives::asIs);
        });
    add("a part whose id climbs", f -> f.firstPart().put("id", "../t0"));
    add("a part whose id is empty", f -> f.firstPart().put("id", ""));
    add("two parts of one id", f -> f.database().withArray("parts").add(f.firstPart().deepCopy()));
  }

  private void links() throws Exception {
    add("a link out of its root", f -> f.link("a", "../../etc", HostileArchives::asIs));
    add("a link to its root's parent", f -> f.link("a", "..", HostileArchives::asIs));
    add("a link to an absolute path", f -> f.link("a", "/etc/passwd", HostileArchives::asIs));
    add("a link that climbs after a name", f -> f.link("d/a", "b/../../..", HostileArchives::asIs));
    add("a link to nothing", f -> f.link("a", "x", e -> e.put("target", "")));
    add("a link without a target", f -> f.link("a", "x", e -> e.remove("target")));
    add("a link with a NUL", f -> f.link("a", "x", e -> e.put("target", "x\0y")));
    add(
        "a link that is another one in the tar",
        f -> f.link("a", "/etc", e -> e.put("target", "b")));
    add(
        "a file through a link",
        f -> {
          f.link("a", "b", HostileArchives::asIs);
          f.file("a/c", HostileArchives::asIs);
        });
    add(
        "a chain of links with a file behind it",
        f -> {
          f.directory("x", HostileArchives::asIs);
          f.link("x/a", "..", HostileArchives::asIs);
          f.link("x/a/b", "..", HostileArchives::asIs);
          f.file("x/a/b/c", HostileArchives::asIs);
        });
    add("a folder that points somewhere", f -> f.directory("a", e -> e.put("target", "/etc")));
    add("a link with content", f -> f.link("a", "b", e -> e.put("length", 7)));
  }

  private void tarHeaders() throws Exception {
    for (Map.Entry<String, Byte> type :
        Map.of(
                "a hard link", TarConstants.LF_LINK,
                "a character device", TarConstants.LF_CHR,
                "a block device", TarConstants.LF_BLK,
                "a fifo", TarConstants.LF_FIFO,
                "a contiguous file", TarConstants.LF_CONTIG,
                "a sparse file", TarConstants.LF_GNUTYPE_SPARSE)
            .entrySet()) {
      add(
          type.getKey() + " that the index calls a file",
          f -> header(f, e -> e.setLinkName("/etc/passwd"), type.getValue()));
    }
    add("a link that the index calls a file", f -> header(f, e -> e.setLinkName("/etc"), '2'));
    add("a file that runs as its owner", f -> header(f, e -> e.setMode(06755), '0'));
    add("a file of another mode", f -> header(f, e -> e.setMode(0777), '0'));
    add("a kind that is none", f -> f.file("a", e -> e.put("kind", "DEVICE")));
    add("a bad checksum", f -> rawHeader(f, head -> head[150] ^= 1));
    add("no header at all", f -> rawHeader(f, head -> Arrays.fill(head, (byte) 0)));
    add("a size in base 256", f -> rawHeader(f, head -> head[124] = (byte) 0x80));
    add("a negative size", f -> rawHeader(f, head -> Arrays.fill(head, 124, 136, (byte) 0xff)));
    Map<String, String> pax = new LinkedHashMap<>();
    pax.put("another path", "path=../../escaped");
    pax.put("a size of 2^63-1", "size=9223372036854775807");
    pax.put("a size of 2^64", "size=18446744073709551616");
    pax.put("a negative size", "size=-1");
    pax.put("a size that is none", "size=many");
    pax.put("an absurd time", "mtime=1e999999999");
    pax.put("a time that is none", "mtime=now");
    pax.put("a sparse map", "GNU.sparse.map=0,1,99999999999,1");
    pax.put("a sparse size", "GNU.sparse.realsize=9223372036854775807");
    pax.put("a link path", "linkpath=/etc/passwd");
    for (Map.Entry<String, String> record : pax.entrySet()) {
      add("a pax header with " + record.getKey(), f -> pax(f, 'x', record.getValue()));
    }
    add("a global pax header", f -> pax(f, 'g', "path=../../escaped"));
    add("a pax record of a wrong length", f -> special(f, 'x', "99999 path=a\n"));
    add("a pax record without a length", f -> special(f, 'x', "path=a\n"));
    add("a pax record of a negative length", f -> special(f, 'x', "-5 path=a\n"));
    add("a GNU long name that climbs", f -> special(f, 'L', "../../escaped\0"));
    add("a GNU long link", f -> special(f, 'K', "/etc/passwd\0"));
    add("headers of 40 KiB", f -> special(f, 'x', "x".repeat(40 << 10)));
    add("forty pax headers in a row", f -> nested(f, 'x', 18));
    add("forty GNU long names in a row", f -> nested(f, 'L', 18));
  }

  /** A member whose header is another one than its line tells of. */
  private static void header(Forge forge, Consumer<TarArchiveEntry> change, int type) {
    forge.then(
        () -> {
          TarArchiveEntry entry = new TarArchiveEntry("files/uploads/a", (byte) type, true);
          entry.setMode(0640);
          entry.setSize(0);
          change.accept(entry);
          byte[] head = new byte[TarMember.BLOCK];
          entry.writeEntryHeader(head);
          emptyFile(forge, head);
        });
  }

  private static void rawHeader(Forge forge, Consumer<byte[]> change) {
    forge.then(
        () -> {
          byte[] head = TarMember.file("files/uploads/a", 0, 0640, Forge.TIME).encode();
          change.accept(head);
          emptyFile(forge, head);
        });
  }

  private static void emptyFile(Forge forge, byte[] head) {
    byte[] nothing = {};
    ObjectNode line = Forge.entry("FILE", "a", 0, Sha256.of(ByteBuffer.wrap(nothing)));
    forge.line(Forge.at(line, forge.raw(head, nothing)), HostileArchives::asIs);
  }

  private static void pax(Forge forge, char type, String record) {
    int length = record.length() + 5;
    special(forge, type, "%03d %s\n".formatted(length, record));
  }

  private static void special(Forge forge, char type, String body) {
    forge.then(() -> emptyFile(forge, special(type, body, 1)));
  }

  private static void nested(Forge forge, char type, int times) {
    forge.then(() -> emptyFile(forge, special(type, "11 path=a\n\0", times)));
  }

  private static byte[] special(char type, String body, int times) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      TarMember header = new TarMember((byte) type, "special", text.length, 0644, Forge.TIME, "");
      head.writeBytes(header.encode());
      head.writeBytes(text);
      head.writeBytes(new byte[TarMember.padding(text.length)]);
    }
    head.writeBytes(TarMember.file("files/uploads/a", 0, 0640, Forge.TIME).encode());
    return head.toByteArray();
  }

  private void sizes() throws Exception {
    for (String field : new String[] {"at", "size", "head"}) {
      for (long value : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 511}) {
        add(
            "a member whose %s is %d".formatted(field, value),
            f -> f.file("a", e -> e.put(field, value)));
      }
    }
    add(
        "a member whose offset and size overflow",
        f -> f.file("a", e -> e.put("at", 1L << 62).put("size", 1L << 62)));
    add(
        "a member whose end overflows into the archive",
        f -> f.file("a", e -> e.put("size", Long.MAX_VALUE - 1023)));
    add("a member in another one", f -> f.file("a", e -> e.put("at", 512).put("head", 0)));
    add("a member without headers", f -> f.file("a", e -> e.put("head", 0)));
    for (long value : new long[] {-1, 0, 2, 1 << 16, 1 << 24, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      add(
          "a chunk whose raw size is said to be " + value,
          f -> {
            f.chunk(0, ONE, e -> e.put("raw", value));
            f.closingLine(f.part(1, value, Forge.compressed(ONE).length));
          });
    }
    for (long value : new long[] {-1, 0, 6, 8, Long.MAX_VALUE}) {
      add(
          "a file whose length is said to be " + value,
          f -> f.file("a", e -> e.put("length", value)));
    }
    add("chunks of -1 bytes", f -> f.manifest.put("chunkBytes", -1));
    add("chunks of 2 GiB", f -> f.manifest.put("chunkBytes", Integer.MAX_VALUE));
    add("chunks of 2^63-1 bytes", f -> f.manifest.put("chunkBytes", Long.MAX_VALUE));
    add("a part of -1 bytes", f -> f.firstPart().put("estimatedBytes", -1));
  }

  private void frames() throws Exception {
    byte[] zeros = new byte[8 << 20];
    byte[] bomb = Forge.compressed(zeros);
    add("a frame of 8 MiB that is said to be one byte", f -> frame(f, bomb, 1));
    add("a frame of 8 MiB, larger than a chunk", f -> frame(f, bomb, zeros.length));
    byte[] unsized;
    try (ZstdCompressCtx context = new ZstdCompressCtx().setContentSize(false)) {
      unsized = context.compress(zeros);
    }
    add("a frame that does not say its size", f -> frame(f, unsized, 1));
    byte[] liar = Forge.compressed(new byte[1 << 16]);
    add("a frame that says 2^63 bytes", f -> frame(f, claiming(liar, Long.MIN_VALUE), 1));
    add("a frame that says 2^64-2 bytes", f -> frame(f, claiming(liar, -2), 1));
    add("a frame that says 2^62 bytes", f -> frame(f, claiming(liar, 1L << 62), 1));
    add("a frame that says less than it holds", f -> frame(f, claiming(liar, 1), 1));
    add("a frame that says more than it holds", f -> frame(f, claiming(liar, 1 << 15), 1 << 15));
    byte[] window;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setWindowLog(27).setContentSize(true).setLevel(1);
      window = context.compress(zeros);
    }
    add("a frame with a window of 128 MiB", f -> frame(f, window, 1));
    byte[] two = new byte[bomb.length * 2];
    System.arraycopy(bomb, 0, two, 0, bomb.length);
    System.arraycopy(bomb, 0, two, bomb.length, bomb.length);
    add("two frames in one chunk", f -> frame(f, two, 1));
    ByteBuffer skip = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    skip.putInt(0x184D2A50).putInt(4).putInt(0);
    add("a frame to be skipped", f -> frame(f, skip.array(), 0));
    add("no frame at all", f -> frame(f, new byte[0], 0));
    add(
        "noise instead of a frame",
        f -> frame(f, "noise noise noise".getBytes(StandardCharsets.UTF_8), 1));
  }

  /** Puts another content size into the eight bytes of a frame header that has a window. */
  private static byte[] claiming(byte[] frame, long size) {
    int block = 4 + 1 + ((frame[4] >> 6) == 0 ? 1 : 1 << ((frame[4] & 0xff) >> 6));
    ByteBuffer out = ByteBuffer.allocate(14 + frame.length - block).order(ByteOrder.LITTLE_ENDIAN);
    out.put(frame, 0, 4);
    out.put((byte) (0xC0 | (frame[4] & 4)));
    out.put((byte) (10 << 3));
    out.putLong(size);
    out.put(frame, block, frame.length - block);
    return out.array();
  }

  private static void frame(Forge forge, byte[] stored, long raw) {
    forge.then(() -> forge.chunkNow(0, stored, raw, HostileArchives::asIs));
    forge.closingLine(forge.part(1, raw, stored.length));
  }

  private void index() throws Exception {
    String part = new Forge().part(0, 0, 0);
    add(
        "a part twice",
        f -> {
          f.closingLine(part);
          f.closingLine(part);
        });
    add(
        "no part",
        f ->
            f.closingLine(
                "{\"is\":\"finding\",\"severity\":\"INFO\",\"code\":\"c\",\"message\":\"m\",\"fix\":\"\"}"));
    add(
        "a part that is not in the manifest",
        f -> {
          f.closingLine(part);
          f.closingLine(part.replace("t0", "t1"));
        });
    add(
        "a tally of a part that is not there",
        f -> {
          f.closingLine(part);
          f.closingLine("{\"is\":\"tally\",\"part\":\"t1\",\"group\":\"g\",\"rows\":1}");
        });
    add(
        "a tally of -1 rows",
        f -> {
          f.closingLine(part);
          f.closingLine("{\"is\":\"tally\",\"part\":\"t0\",\"group\":\"g\",\"rows\":-1}");
        });
    add(
        "a tally whose hash is none",
        f -> {
          f.closingLine(part);
          f.closingLine(
              "{\"is\":\"tally\",\"part\":\"t0\",\"group\":\"g\",\"rows\":1,\"hash\":\"x\"}");
        });
    add(
        "a finding of no severity",
        f -> {
          f.closingLine(part);
          f.closingLine(
              "{\"is\":\"finding\",\"severity\":\"x\",\"code\":\"c\",\"message\":\"m\",\"fix\":\"\"}");
        });
    add("a part before the closing section", f -> f.text(part));
    add(
        "a file in the closing section",
        f -> {
          f.closingLine(part);
          f.closingLine(
              Forge.at(Forge.entry("DIRECTORY", "a", 0, ""), new MemberAt(0, 512, 0, ""))
                  .toString());
        });
    add("a part of more chunks than there are", f -> f.closingLine(f.part(5, 5, 50)));
    add("a part of 2^31-1 chunks", f -> f.closingLine(f.part(Integer.MAX_VALUE, 5, 50)));
    add("a chunk too many", f -> f.chunk(0, ONE, HostileArchives::asIs));
    add("a chunk of a part that is not there", f -> f.chunk(0, ONE, e -> e.put("part", "t9")));
    add(
        "chunks in another order",
        f -> {
          f.chunk(1, ONE, HostileArchives::asIs);
          f.chunk(0, ONE, HostileArchives::asIs);
          f.closingLine(f.part(2, 2, 2L * Forge.compressed(ONE).length));
        });
    add(
        "a chunk twice",
        f -> {
          f.chunk(0, ONE, HostileArchives::asIs);
          f.chunk(0, ONE, HostileArchives::asIs);
          f.closingLine(f.part(2, 2, 2L * Forge.compressed(ONE).length));
        });
    add(
        "a part whose lines are said to be elsewhere",
        f -> {
          f.chunk(0, ONE, HostileArchives::asIs);
          f.closingLine(
              f.part(1, 1, Forge.compressed(ONE).length)
                  .replace("\"first\":1,\"last\":1", "\"first\":2,\"last\":2"));
        });
    add(
        "a part whose lines end before they begin",
        f -> {
          f.chunk(0, ONE, HostileArchives::asIs);
          f.closingLine(
              f.part(1, 1, Forge.compressed(ONE).length).replace("\"last\":1", "\"last\":0"));
        });
    add(
        "a manifest twice",
        f ->
            f.then(
                () ->
                    f.line(
                        Forge.JSON
                            .createObjectNode()
                            .put("is", "manifest")
                            .put("at", 0)
                            .put("head", 512)
                            .put("size", 1)
                            .put("sha256", ""),
                        HostileArchives::asIs)));
    add("a member that no line tells of", f -> f.then(() -> f.member("surprise", ONE, 0600)));
    add(
        "a line that tells of a member twice",
        f ->
            f.then(
                () -> {
                  MemberAt at =
                      f.member("database/data/t0/00000000.zst", Forge.compressed(ONE), 0600);
                  ObjectNode line =
                      Forge.at(
                          Forge.JSON
                              .createObjectNode()
                              .put("is", "chunk")
                              .put("part", "t0")
                              .put("number", 0)
                              .put("raw", 1),
                          at);
                  f.line(line, HostileArchives::asIs);
                  f.line(line, HostileArchives::asIs);
                }));
    add(
        "more files than fit into an archive of its size",
        f -> {
          ObjectNode line =
              Forge.at(Forge.entry("DIRECTORY", "a", 0, ""), new MemberAt(0, 512, 0, ""));
          for (int i = 0; i < 5000; i++) {
            f.text(line.put("path", "d" + i).toString());
          }
        });
  }

  private void contents() throws Exception {
    add(
        "a file whose content has another hash",
        f -> f.file("a", e -> e.put("content", "0".repeat(64))));
    add("a file whose content has no hash", f -> f.file("a", e -> e.remove("content")));
    add("a member of another hash", f -> f.file("a", e -> e.put("sha256", "0".repeat(64))));
    add(
        "a file of an unknown codec",
        f -> f.file("a", e -> e.put("codec", "\u001b[2J" + "x".repeat(5000))));
    add("a file of the envelope's codec", f -> f.file("a", e -> e.put("codec", "age")));
    add(
        "a file in pieces that are not there",
        f -> f.then(() -> f.line(pieces("a", 3, 1), HostileArchives::asIs)));
    add(
        "a file in 2^31-1 pieces",
        f -> f.then(() -> f.line(pieces("a", Integer.MAX_VALUE, 1), HostileArchives::asIs)));
    add(
        "a folder in pieces",
        f ->
            f.then(
                () -> f.line(pieces("a", 0, 0).put("kind", "DIRECTORY"), HostileArchives::asIs)));
    add(
        "a file whose piece is another one",
        f ->
            f.then(
                () -> {
                  MemberAt at = f.member("files.parts/uploads/a/1-00000000.raw", ONE, 0600);
                  ObjectNode piece =
                      Forge.JSON
                          .createObjectNode()
                          .put("is", "piece")
                          .put("root", "uploads")
                          .put("path", "a");
                  piece.put("attempt", 1).put("number", 0).put("codec", "none").put("raw", 1);
                  f.line(Forge.at(piece, at), HostileArchives::asIs);
                  f.line(pieces("a", 1, 1), HostileArchives::asIs);
                }));
    add("a time that is none", f -> f.file("a", e -> e.put("modified", "yesterday")));
    add(
        "a time beyond all",
        f -> f.file("a", e -> e.put("modified", "+9999999999-01-01T00:00:00Z")));
    add("a mode of 32 bits", f -> f.file("a", e -> e.put("mode", -1)));
  }

  private static ObjectNode pieces(String path, int count, long length) {
    ObjectNode json = Forge.entry("FILE", path, length, "0".repeat(64));
    return json.put("attempt", 1)
        .put("pieces", count)
        .put("stored", length)
        .put("first", 1)
        .put("last", 1);
  }

  private void summaries() throws Exception {
    add("a summary without an index", f -> f.summary = s -> s.remove("index"));
    add("a summary with an empty index", f -> f.summary = s -> s.putArray("index"));
    add("a summary whose index is text", f -> f.summary = s -> s.put("index", "x"));
    add(
        "a summary whose index is an object",
        f -> f.summary = s -> s.putObject("index").set("x", Forge.JSON.createObjectNode()));
    add("a summary whose totals are a list", f -> f.summary = s -> s.putArray("totals"));
    add("a summary of another outcome", f -> f.summary = s -> s.put("outcome", "SPLENDID"));
    add("a summary that closes at 0", f -> f.summary = s -> s.put("closing", 0));
    add("a summary that closes at 1", f -> f.summary = s -> s.put("closing", 1));
    add("a summary that closes beyond its index", f -> f.summary = s -> s.put("closing", 9));
    add(
        "an index that names itself again and again",
        f ->
            f.summary =
                s -> {
                  for (int i = 0; i < 100; i++) {
                    s.withArray("index").insert(0, s.get("index").get(0).deepCopy());
                  }
                });
    add(
        "an index that overlaps",
        f -> f.summary = s -> first(s).put("at", first(s).get("at").longValue() - 512));
    add("an index that is the manifest", f -> f.summary = s -> first(s).put("at", 0));
    add("an index beyond the end", f -> f.summary = s -> first(s).put("at", 1L << 59));
    add("an index of 2^63-1 bytes", f -> f.summary = s -> first(s).put("raw", Long.MAX_VALUE));
    add("an index of -1 bytes", f -> f.summary = s -> first(s).put("raw", -1));
    add("an index of 512 MiB", f -> f.summary = s -> first(s).put("raw", 1 << 29));
    add("an index of one byte", f -> f.summary = s -> first(s).put("raw", 1));
    add(
        "an index of 100,000 nothings",
        f ->
            f.summary =
                s -> {
                  for (int i = 0; i < 100_000; i++) {
                    s.withArray("index").add(0);
                  }
                });
    add(
        "totals of another number of members",
        f -> f.summary = s -> ((ObjectNode) s.get("totals")).put("members", 99));
    add("totals of -1 rows", f -> f.summary = s -> ((ObjectNode) s.get("totals")).put("rows", -1));
  }

  private static ObjectNode first(ObjectNode summary) {
    return (ObjectNode) summary.get("index").get(0);
  }

  private void json() throws Exception {
    add(
        "a manifest that is no JSON",
        f -> f.manifestBytes = m -> "{".getBytes(StandardCharsets.UTF_8));
    add("a manifest that is empty", f -> f.manifestBytes = m -> new byte[0]);
    add(
        "a manifest that is a list",
        f -> f.manifestBytes = m -> "[]".getBytes(StandardCharsets.UTF_8));
    add(
        "a manifest that is no UTF-8",
        f -> f.manifestBytes = m -> new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    add("a manifest with something behind it", f -> f.manifestBytes = m -> text(m, s -> s + "{}"));
    add(
        "a manifest with a field twice",
        f -> f.manifestBytes = m -> text(m, s -> s.replaceFirst("\\{", "{\"format\":1,")));
    add(
        "a manifest nested 100,000 deep",
        f ->
            f.manifestBytes =
                m ->
                    text(
                        m,
                        s ->
                            s.replaceFirst(
                                "\\{",
                                "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",")));
    add(
        "a manifest nested 100,000 objects deep",
        f ->
            f.manifestBytes =
                m ->
                    text(
                        m,
                        s ->
                            s.replaceFirst(
                                "\\{",
                                "{\"x\":"
                                    + "{\"x\":".repeat(100_000)
                                    + "1"
                                    + "}".repeat(100_000)
                                    + ",")));
    add(
        "a manifest with a number of 5,000 digits",
        f ->
            f.manifestBytes =
                m -> text(m, s -> s.replaceFirst("\\{", "{\"x\":" + "9".repeat(5000) + ",")));
    add(
        "a manifest with a text of 3 MiB",
        f ->
            f.manifestBytes =
                m ->
                    text(m, s -> s.replaceFirst("\\{", "{\"x\":\"" + "x".repeat(3 << 20) + "\",")));
    add(
        "a manifest with a name of 100 KiB",
        f ->
            f.manifestBytes =
                m -> text(m, s -> s.replaceFirst("\\{", "{\"" + "x".repeat(100 << 10) + "\":1,")));
    add(
        "a manifest of 65 MiB",
        f ->
            f.manifestBytes =
                m -> {
                  byte[] large = Arrays.copyOf(m, 65 << 20);
                  Arrays.fill(large, m.length, large.length, (byte) ' ');
                  return large;
                });
    add("a format of 2", f -> f.manifest.put("format", 2));
    add("a format of 2^63-1", f -> f.manifest.put("format", Long.MAX_VALUE));
    add(
        "a format of 10^30",
        f -> f.manifest.put("format", new java.math.BigInteger("1" + "0".repeat(30))));
    add("a format of 1.5", f -> f.manifest.put("format", 1.5));
    add("a format of -1", f -> f.manifest.put("format", -1));
    add("a format of 0", f -> f.manifest.put("format", 0));
    add("a format that is text", f -> f.manifest.put("format", "1"));
    add("an id that is a number", f -> f.manifest.put("id", 1));
    add("a creation that is no time", f -> f.manifest.put("created", "x"));
    add("an application that is null", f -> f.manifest.putNull("application"));
    add("an application that is text", f -> f.manifest.put("application", "x"));
    add(
        "attributes that are a list",
        f -> ((ObjectNode) f.manifest.get("application")).putArray("attributes").add(1));
    add(
        "attributes of numbers",
        f -> ((ObjectNode) f.manifest.get("application")).putObject("attributes").put("x", 1));
    add("a database that is null", f -> f.manifest.putNull("database"));
    add("a database that is a list", f -> f.manifest.putArray("database"));
    add("parts that are an object", f -> f.database().putObject("parts"));
    add("parts that are numbers", f -> f.database().putArray("parts").add(1));
    add("a stage that is none", f -> f.firstPart().put("stage", "LATER"));
    add("a group that is empty", f -> f.firstPart().put("group", ""));
    add("requirements that are text", f -> f.database().put("requirements", "x"));
    add("files that are null", f -> f.manifest.putNull("files"));
    add("files that are an object", f -> f.manifest.putObject("files"));
    add("a codec that is unknown", f -> f.manifest.put("codec", "../../x"));
    add("a line that is no JSON", f -> f.text("{"));
    add("a line that is a number", f -> f.text("1"));
    add("a line that is empty", f -> f.text(""));
    add("a line of no kind", f -> f.text("{}"));
    add("a line whose kind is a list", f -> f.text("{\"is\":[]}"));
    add("a line with a field twice", f -> f.text("{\"is\":\"later\",\"x\":1,\"x\":2}"));
    add(
        "a line nested 50 deep",
        f -> f.text("{\"is\":\"later\",\"x\":" + "[".repeat(50) + "]".repeat(50) + "}"));
    add(
        "a line of 20,000 nothings",
        f -> f.text("{\"is\":\"later\",\"x\":[" + "0,".repeat(20_000) + "0]}"));
    add("a file without a path", f -> f.file("a", e -> e.remove("path")));
    add("a file whose path is null", f -> f.file("a", e -> e.putNull("path")));
  }

  private interface Change {
    String of(String text);
  }

  private static byte[] text(byte[] json, Change change) {
    return change.of(new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private void tails() throws Exception {
    add("garbage behind its end", f -> f.archive = a -> Arrays.copyOf(a, a.length + 1024));
    add("garbage before its beginning", f -> f.archive = a -> joined(new byte[512], a));
    add(
        "its locator twice",
        f -> f.archive = a -> joined(a, Arrays.copyOfRange(a, a.length - Locator.SIZE, a.length)));
    add("itself twice", f -> f.archive = a -> joined(a, a));
    add("no locator", f -> f.archive = a -> Arrays.copyOf(a, a.length - Locator.SIZE));
    add(
        "nothing but a locator",
        f -> f.archive = a -> Arrays.copyOfRange(a, a.length - Locator.SIZE, a.length));
    add(
        "the tail of another archive",
        f ->
            f.archive =
                a -> {
                  byte[] other = good();
                  byte[] mixed = a.clone();
                  System.arraycopy(
                      other,
                      other.length - Locator.SIZE,
                      mixed,
                      mixed.length - Locator.SIZE,
                      Locator.SIZE);
                  return mixed;
                });
    add(
        "a locator of another framing",
        f ->
            f.locator =
                l ->
                    new Locator(
                        l.size(), l.manifest(), l.summary(), l.summaryRaw(), "0".repeat(64)));
    add(
        "a locator whose summary is 2^63-1 bytes",
        f ->
            f.locator =
                l -> new Locator(l.size(), l.manifest(), l.summary(), Long.MAX_VALUE, l.framing()));
    add(
        "a locator whose summary is one byte",
        f -> f.locator = l -> new Locator(l.size(), l.manifest(), l.summary(), 1, l.framing()));
    add(
        "a locator whose summary is the manifest",
        f ->
            f.locator =
                l ->
                    new Locator(l.size(), l.manifest(), l.manifest(), l.summaryRaw(), l.framing()));
    add(
        "a locator whose summary is 2^63-1 bytes away",
        f ->
            f.locator =
                l ->
                    new Locator(
                        l.size(),
                        l.manifest(),
                        new MemberAt(Long.MAX_VALUE, 512, 512, l.summary().sha256()),
                        l.summaryRaw(),
                        l.framing()));
    add(
        "a locator whose manifest has 2^63-1 bytes",
        f ->
            f.locator =
                l ->
                    new Locator(
                        l.size(),
                        new MemberAt(0, 512, Long.MAX_VALUE, l.manifest().sha256()),
                        l.summary(),
                        l.summaryRaw(),
                        l.framing()));
    add(
        "a locator whose manifest has another hash",
        f ->
            f.locator =
                l ->
                    new Locator(
                        l.size(),
                        new MemberAt(0, 512, l.manifest().size(), "0".repeat(64)),
                        l.summary(),
                        l.summaryRaw(),
                        l.framing()));
    add(
        "a locator of another size",
        f ->
            f.locator =
                l ->
                    new Locator(
                        l.size() + 512, l.manifest(), l.summary(), l.summaryRaw(), l.framing()));
    add(
        "a locator of the size 2^63-1",
        f ->
            f.locator =
                l ->
                    new Locator(
                        Long.MAX_VALUE, l.manifest(), l.summary(), l.summaryRaw(), l.framing()));
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** Leaves a line of the index as the writer made it. */
  private static void asIs(ObjectNode line) {}
}
