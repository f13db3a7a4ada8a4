package io.lifeboat.backup;

import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.ObjectInfo;
import io.lifeboat.backup.api.ObjectWriter;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.catalog.BackupRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An archive on its way into a storage: counts and hashes the bytes as they are stored, the
 * envelope's header apart from what follows it.
 */
final class StoredOutput implements EncodedOutput {

  private final ObjectWriter writer;
  private final MessageDigest header = sha256();
  private final MessageDigest payload = sha256();
  private MessageDigest current = header;
  private long headerSize;
  private long size;
  private boolean finished;

  StoredOutput(ObjectWriter writer) {
    this.writer = writer;
  }

  /** Says that what was written so far is the envelope's header. */
  void headerEnds() {
    headerSize = size;
    current = payload;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    current.update(bytes.duplicate());
    size += bytes.remaining();
    writer.write(bytes);
  }

  @Override
  public void finish() {
    finished = true;
  }

  /** Makes the object visible, if the archive was finished. */
  ObjectInfo commit() throws IOException {
    if (!finished) {
      throw new IllegalStateException("The archive was not finished.");
    }
    ObjectInfo stored = writer.commit();
    if (stored.size() != size) {
      throw new StorageException(
          StorageException.Reason.CORRUPTED,
          "The storage holds %d bytes of %s; %d were sent."
              .formatted(stored.size(), stored.key(), size));
    }
    return stored;
  }

  long headerSize() {
    return headerSize;
  }

  String headerSha256() {
    return hash(header);
  }

  String payloadSha256() {
    return hash(payload);
  }

  /** Whether what was written, whole, has the size and the hashes of a record. */
  boolean isWhatIsRecorded(BackupRecord record) {
    return size == record.size()
        && headerSize == record.envelope().headerSize()
        && headerSha256().equals(record.envelope().headerSha256())
        && payloadSha256().equals(record.envelope().payloadSha256());
  }

  /** Asks a copy, since a digest can be asked once. */
  private static String hash(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // that of every Java platform can
    }
  }

  /** Abandons what was not finished; a finished one is left to {@link #commit}. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      writer.close();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
