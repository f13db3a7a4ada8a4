package io.lifeboat.backup.archive;

import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * What the tar headers of one member say: a ustar header, and a pax one before it where the name is
 * long or not ASCII, the time has fractions of a second, or a number is too large.
 *
 * @param type a type flag of ustar
 * @param name in the tar; directories end in a slash
 * @param size of the body in bytes
 * @param mode permission bits
 * @param modified to the nanosecond
 * @param target of a symbolic link, else empty
 */
record TarMember(byte type, String name, long size, int mode, Instant modified, String target) {

  static final int BLOCK = 512;

  /** Two pax records of 4096 bytes each and their headers need less. */
  static final int MAX_HEAD = 32 << 10;

  private static final int NAME_BYTES = 100;
  private static final long MAX_OCTAL = 077777777777L;
  private static final int MODE_BITS = 07777;

  static TarMember file(String name, long size, int mode, Instant modified) {
    return new TarMember(TarConstants.LF_NORMAL, name, size, mode, modified, "");
  }

  static TarMember directory(String name, int mode, Instant modified) {
    return new TarMember(TarConstants.LF_DIR, name + "/", 0, mode, modified, "");
  }

  static TarMember link(String name, String target, int mode, Instant modified) {
    return new TarMember(TarConstants.LF_SYMLINK, name, 0, mode, modified, target);
  }

  /** Returns the type flag of a kind of entry. */
  static byte type(ArchivedEntry.Kind kind) {
    return switch (kind) {
      case FILE -> TarConstants.LF_NORMAL;
      case DIRECTORY -> TarConstants.LF_DIR;
      case LINK -> TarConstants.LF_SYMLINK;
    };
  }

  /** Returns how many zero bytes follow a body, so that the next member begins at a whole block. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /**
   * Writes the headers. The pax records are made here, not by commons-compress, because it cuts
   * times to 100 ns.
   */
  byte[] encode() {
    Map<String, String> records = paxRecords();
    ByteArrayOutputStream out = new ByteArrayOutputStream(3 * BLOCK);
    if (!records.isEmpty()) {
      byte[] body = paxBody(records);
      out.writeBytes(
          header(TarConstants.LF_PAX_EXTENDED_HEADER_LC, "PaxHeaders/" + ascii(name), body.length));
      out.writeBytes(body);
      out.writeBytes(new byte[padding(body.length)]);
    }
    out.writeBytes(header(type, ascii(name), size));
    return out.toByteArray();
  }

  /**
   * Reads the headers that stand before a body.
   *
   * @throws ArchiveCorruptException if these are not the headers of one member of a kind that
   *     archives have
   */
  static TarMember decode(byte[] head) throws ArchiveCorruptException {
    requireCheckSum(head, 0);
    requireCheckSum(head, head.length - BLOCK);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(head), StandardCharsets.UTF_8.name())) {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null || tar.getBytesRead() != head.length || entry.isSparse()) {
        throw new ArchiveCorruptException(Reason.DAMAGED, "A tar header is not one of an archive.");
      }
      return new TarMember(
          entry.getLinkFlag(),
          entry.getName(),
          entry.getSize(),
          entry.getMode() & MODE_BITS,
          entry.getLastModifiedTime().toInstant(),
          entry.getLinkName());
    } catch (ArchiveCorruptException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ArchiveCorruptException(Reason.DAMAGED, "A tar header can't be read.", e);
    }
  }

  /** The library leaves this to whoever asks; any tar program asks. */
  private static void requireCheckSum(byte[] head, int at) throws ArchiveCorruptException {
    if (at < 0 || !TarUtils.verifyCheckSum(Arrays.copyOfRange(head, at, at + BLOCK))) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED, "The checksum of a tar header in the archive is wrong.");
    }
  }

  private byte[] header(byte flag, String shortName, long bodySize) {
    TarArchiveEntry entry = new TarArchiveEntry(shortName, flag, true);
    entry.setSize(bodySize);
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setLastModifiedTime(FileTime.from(Instant.ofEpochSecond(modified.getEpochSecond())));
    if (flag == TarConstants.LF_SYMLINK) {
      entry.setLinkName(ascii(target));
    }
    byte[] block = new byte[BLOCK];
    entry.writeEntryHeader(block);
    return block;
  }

  private Map<String, String> paxRecords() {
    Map<String, String> records = new TreeMap<>();
    if (!fits(name)) {
      records.put("path", name);
    }
    if (!fits(target)) {
      records.put("linkpath", target);
    }
    if (size > MAX_OCTAL) {
      records.put("size", Long.toString(size));
    }
    long seconds = modified.getEpochSecond();
    int nanos = modified.getNano();
    if (nanos != 0 || seconds < 0 || seconds > MAX_OCTAL) {
      records.put(
          "mtime",
          BigDecimal.valueOf(seconds)
              .add(BigDecimal.valueOf(nanos, 9))
              .stripTrailingZeros()
              .toPlainString());
    }
    return records;
  }

  private static boolean fits(String text) {
    return text.length() <= NAME_BYTES && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  /** Makes the name for readers that know no pax: cut, and without characters they may not know. */
  private static String ascii(String text) {
    StringBuilder out = new StringBuilder(NAME_BYTES);
    for (int i = 0; i < text.length() && out.length() < NAME_BYTES; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7f ? c : '_');
    }
    return out.toString();
  }

  private static byte[] paxBody(Map<String, String> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach((key, value) -> out.writeBytes(paxRecord(key, value)));
    return out.toByteArray();
  }

  /** Makes one record, whose length in decimal digits counts itself. */
  private static byte[] paxRecord(String key, String value) {
    byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
    int length = rest.length + 1;
    while (rest.length + Integer.toString(length).length() != length) {
      length = rest.length + Integer.toString(length).length();
    }
    byte[] digits = String.format(Locale.ROOT, "%d", length).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    out.writeBytes(digits);
    out.writeBytes(rest);
    return out.toByteArray();
  }
}
