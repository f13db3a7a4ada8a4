package io.lifeboat.backup.storage.s3;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The CRC-32 of an object in both of the ways a server may state it. Filled by one thread. */
final class WholeCrc {

  private final CRC32 ofBytes = new CRC32();
  private final CRC32 ofParts = new CRC32();
  private int parts;

  void update(ByteBuffer bytes) {
    ofBytes.update(bytes);
  }

  void addPart(int crc) {
    ofParts.update(ByteBuffer.allocate(4).putInt(crc).flip());
    parts++;
  }

  /**
   * Tells whether a server's statement is true: of the bytes, or of the parts' checksums with their
   * number.
   */
  boolean isStatedBy(String stated) {
    int dash = stated.indexOf('-');
    return dash < 0
        ? stated.equals(PartBuffer.base64((int) ofBytes.getValue()))
        : stated.equals(PartBuffer.base64((int) ofParts.getValue()) + "-" + parts);
  }

  @Override
  public String toString() {
    return PartBuffer.base64((int) ofBytes.getValue());
  }
}
