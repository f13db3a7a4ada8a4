package io.lifeboat.backup.archive;

import io.lifeboat.backup.archive.ArchiveCorruptException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last member: always {@link #SIZE} bytes with its header and the two zero blocks that end a
 * tar. It is found from the size of the archive alone, and without it there is no archive.
 *
 * @param size of the whole archive in bytes
 * @param manifest the first member
 * @param summary the member before this one
 * @param summaryRaw bytes of the summary before it was encoded
 * @param framing SHA-256 of the headers and the padding of all members before this one, in order
 */
record Locator(long size, MemberAt manifest, MemberAt summary, long summaryRaw, String framing) {

  /** Bytes from the beginning of its header to the end of the archive. */
  static final int SIZE = 4 * TarMember.BLOCK;

  private static final int FORMAT = 1;
  private static final int BODY = TarMember.BLOCK;
  private static final int CHECKED = BODY - 65;
  private static final Pattern FIRST_LINE = Pattern.compile("lifeboat-locator ([0-9]{1,9})\n");
  private static final Pattern TEXT =
      Pattern.compile(
          """
          lifeboat-locator 1
          size ([0-9]{19})
          manifest ([0-9]{5}) ([0-9]{19}) ([0-9a-f]{64})
          summary ([0-9]{19}) ([0-9]{5}) ([0-9]{19}) ([0-9]{19}) ([0-9a-f]{64})
          framing ([0-9a-f]{64})
          check\s""");

  /** Makes the last bytes of an archive. */
  byte[] encode() {
    String text =
        "lifeboat-locator %d\nsize %019d\nmanifest %05d %019d %s\nsummary %019d %05d %019d %019d %s\nframing %s\n"
            .formatted(
                FORMAT,
                size,
                manifest.head(),
                manifest.size(),
                manifest.sha256(),
                summary.at(),
                summary.head(),
                summary.size(),
                summaryRaw,
                summary.sha256(),
                framing);
    byte[] tail = new byte[SIZE];
    System.arraycopy(header(), 0, tail, 0, TarMember.BLOCK);
    Arrays.fill(tail, TarMember.BLOCK, TarMember.BLOCK + CHECKED, (byte) ' ');
    put(tail, TarMember.BLOCK, text);
    put(tail, TarMember.BLOCK + CHECKED - "\ncheck ".length(), "\ncheck ");
    put(tail, TarMember.BLOCK + CHECKED, check(tail) + "\n");
    return tail;
  }

  /**
   * Reads the last bytes of an archive.
   *
   * @param tail exactly {@link #SIZE} bytes
   * @param archiveSize how many bytes there are in all
   * @throws ArchiveCorruptException if these are not the last bytes of an archive of this size
   */
  static Locator decode(byte[] tail, long archiveSize) throws ArchiveCorruptException {
    String body = new String(tail, TarMember.BLOCK, BODY, StandardCharsets.ISO_8859_1);
    Matcher first = FIRST_LINE.matcher(body);
    if (!first.lookingAt()) {
      throw new ArchiveCorruptException(
          Reason.NOT_AN_ARCHIVE,
          "This is not a backup, or not all of it: it does not end in a locator. A backup that was"
              + " cut short or never finished can't be restored; fetch it again or take another.");
    }
    if (Integer.parseInt(first.group(1)) > FORMAT) {
      throw newerFormat(Integer.parseInt(first.group(1)));
    }
    requireWhole(tail);
    return parse(body, archiveSize);
  }

  static ArchiveCorruptException newerFormat(long format) {
    return new ArchiveCorruptException(
        Reason.UNSUPPORTED,
        "The archive has format version %d; this version of Lifeboat reads up to %d. Update Lifeboat."
            .formatted(format, FORMAT));
  }

  private static Locator parse(String body, long archiveSize) throws ArchiveCorruptException {
    Matcher text = TEXT.matcher(body.replaceFirst("\n {1,512}\ncheck ", "\ncheck "));
    if (!text.lookingAt()) {
      throw damaged();
    }
    try {
      Locator locator =
          new Locator(
              Long.parseLong(text.group(1)),
              new MemberAt(
                  0, Integer.parseInt(text.group(2)), Long.parseLong(text.group(3)), text.group(4)),
              new MemberAt(
                  Long.parseLong(text.group(5)),
                  Integer.parseInt(text.group(6)),
                  Long.parseLong(text.group(7)),
                  text.group(9)),
              Long.parseLong(text.group(8)),
              text.group(10));
      locator.requireInside(archiveSize);
      return locator;
    } catch (NumberFormatException e) {
      throw damaged();
    }
  }

  private void requireInside(long archiveSize) throws ArchiveCorruptException {
    if (size != archiveSize) {
      throw new ArchiveCorruptException(
          Reason.DAMAGED,
          "The archive was written with %d bytes and has %d: something is missing or was added."
              .formatted(size, archiveSize));
    }
    long end = size - SIZE;
    if (manifest.size() > end || summary.size() > end || summary.at() > end) {
      throw damaged();
    }
    if (manifest.end() > summary.at() || summary.end() != end) {
      throw damaged();
    }
  }

  /** Nothing in these bytes may differ: neither the header nor the zeros have another check. */
  private static void requireWhole(byte[] tail) throws ArchiveCorruptException {
    boolean zeros = true;
    for (int i = 2 * TarMember.BLOCK; i < SIZE; i++) {
      zeros &= tail[i] == 0;
    }
    String check =
        new String(tail, TarMember.BLOCK + CHECKED, BODY - CHECKED, StandardCharsets.ISO_8859_1);
    boolean header = Arrays.equals(Arrays.copyOf(tail, TarMember.BLOCK), header());
    if (!zeros || !header || !check.equals(check(tail) + "\n")) {
      throw damaged();
    }
  }

  private static ArchiveCorruptException damaged() {
    return new ArchiveCorruptException(
        Reason.DAMAGED, "The archive is damaged: its locator is not what was written.");
  }

  /** Hashes the locator up to the place of the hash. */
  private static String check(byte[] tail) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.wrap(tail, TarMember.BLOCK, CHECKED));
    return Sha256.hex(digest);
  }

  private static byte[] header() {
    return TarMember.file(MemberNames.LOCATOR, BODY, 0600, Instant.EPOCH).encode();
  }

  private static void put(byte[] target, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }
}
