package io.lifeboat.backup.api;

import java.util.OptionalLong;

/** What is known of an object before it is written. Immutable. */
public final class WriteOptions {

  private static final WriteOptions NONE = new WriteOptions(-1, "application/octet-stream");

  private final long expectedSize;
  private final String contentType;

  private WriteOptions(long expectedSize, String contentType) {
    this.expectedSize = expectedSize;
    this.contentType = contentType;
  }

  /**
   * Return options that say nothing.
   *
   * @return the options: size not known, {@code application/octet-stream}
   */
  public static WriteOptions none() {
    return NONE;
  }

  /**
   * Say how large the object will be about, so that a storage can choose its part size. Not a
   * promise.
   *
   * @param bytes zero or more
   * @return new options
   */
  public WriteOptions withExpectedSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("A size is zero or more, not " + bytes);
    }
    return new WriteOptions(bytes, contentType);
  }

  /**
   * Say what kind of content it is.
   *
   * @param mediaType such as {@code application/json}
   * @return new options
   */
  public WriteOptions withContentType(String mediaType) {
    return new WriteOptions(expectedSize, mediaType);
  }

  /**
   * Return the expected size.
   *
   * @return bytes; empty if nothing is known
   */
  public OptionalLong expectedSize() {
    return expectedSize < 0 ? OptionalLong.empty() : OptionalLong.of(expectedSize);
  }

  /**
   * Return the media type.
   *
   * @return never empty
   */
  public String contentType() {
    return contentType;
  }
}
