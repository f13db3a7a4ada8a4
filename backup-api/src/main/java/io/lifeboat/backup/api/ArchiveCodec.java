package io.lifeboat.backup.api;

import java.io.IOException;

/**
 * Turns bytes into other bytes and back: compression of members, encryption of a whole archive.
 *
 * <p>Thread-safe: one instance encodes and decodes any number of streams at the same time. As a
 * <em>member codec</em> it sees one whole chunk, a few MiB, in one {@code write}. As the
 * <em>envelope</em> it sees the whole archive as it is made. A codec starts no archive, knows no
 * names and keeps no keys beyond those it was made with.
 */
public interface ArchiveCodec {

  /**
   * Return the name that manifests and records carry.
   *
   * @return lower-case letters, digits and dashes, such as {@code zstd} or {@code age}
   */
  String id();

  /**
   * Tell whether a range can be decoded without what is before it.
   *
   * @return false makes the core spool an archive, still encoded, and decode it in order
   */
  boolean seekable();

  /**
   * Begin to encode into a sink.
   *
   * @param sink takes the encoded bytes; finished when the result is finished, closed when it is
   *     closed
   * @return where the plain bytes go
   * @throws IOException if the sink failed, or {@link CodecException} if this codec can't encode,
   *     for instance for want of a key; never is anything passed through unencoded instead
   */
  EncodedOutput encode(EncodedOutput sink) throws IOException;

  /**
   * Begin to decode.
   *
   * @param stored the encoded bytes; closed when the result is closed, or when this method throws
   * @return the plain bytes. For a seekable codec any range at any time, by several threads; for
   *     others reads must go forward, and {@link ByteSource#size()} may be unknown
   * @throws CodecException with {@link CodecException.Reason#WRONG_KEY} if the key does not fit,
   *     found without reading more than the beginning
   * @throws IOException if the stored bytes could not be read
   */
  ByteSource decode(ByteSource stored) throws IOException;
}
